import type { ConnectionState, ContextState, Trouble } from '../../../shared/model/home.ts';
import { troubleOf } from '../../../shared/model/home.ts';

const SHORT: Readonly<Record<Trouble, string>> = {
  unauthorized: 'Not let in',
  certificate: 'Certificate not trusted',
  throttled: 'Throttled',
  unreachable: 'Does not answer',
  failed: 'Answers with an error',
};

/** How it stands with a context's cluster, in a few words and in full. */
export function connectionWords({ connection, problem, server }: Pick<ContextState, 'connection' | 'problem' | 'server'>): { readonly short: string; readonly exact: string } {
  if (problem !== undefined) return { short: 'Not usable', exact: problem };
  switch (connection.state) {
    case 'idle':
      return { short: 'Not contacted', exact: `${server} was not contacted yet.` };
    case 'connecting':
      return { short: 'Connecting', exact: `Asking ${server}` };
    case 'ready':
      // What stands behind a plus sign names a build (semver.org), and is long.
      return { short: `${connection.version.split('+')[0] ?? ''}, ${connection.latencyMs} ms`, exact: `${server} answered in ${connection.latencyMs} ms: Kubernetes ${connection.version}` };
    case 'failed': {
      const trouble = troubleOf(connection.error.code);
      const short = trouble === 'certificate' && connection.answeredBefore === true ? 'Certificate changed' : SHORT[trouble];
      return { short, exact: [connection.error.message, connection.error.hint ?? ''].join(' ').trim() };
    }
  }
}

/** Since when it has been so, and when it is tried again; undefined where there is nothing to say. */
export function connectionTimes(connection: ConnectionState): { readonly since: string; readonly retryAt: string | undefined } | undefined {
  if (connection.state === 'idle') return undefined;
  return { since: connection.since, retryAt: connection.state === 'failed' ? connection.retryAt : undefined };
}
