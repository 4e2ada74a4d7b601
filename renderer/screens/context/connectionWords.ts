import type { ContextState } from '../../../shared/model/home.ts';

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
    case 'failed':
      return { short: connection.error.code === 'cluster-unauthorized' ? 'Not let in' : 'Does not answer', exact: connection.error.message };
  }
}
