import { DrydockError } from '../../shared/model/errors.ts';
import { findObject } from './find.ts';
import type { Work } from './session.ts';
import type { OutputFlags } from './show.ts';
import { printJson } from './terminal.ts';

/** What is forwarded, as it was typed. */
export interface ForwardWords {
  /** `pod/NAME`, `service/NAME`, or the name of a pod alone. */
  readonly target: string;
  /** `REMOTE` or `LOCAL:REMOTE`; no local one takes the same, as kubectl does. */
  readonly port: string;
}

const KINDS: Readonly<Record<string, 'Pod' | 'Service'>> = { pod: 'Pod', pods: 'Pod', po: 'Pod', service: 'Service', services: 'Service', svc: 'Service' };

/** Forwards a port until it is stopped. */
export function forwardPort(application: string, words: ForwardWords, flags: OutputFlags & { readonly namespace?: string }): Work {
  return async (session) => {
    const { client, terminal, signal } = session;
    const { kind, name } = parseTarget(words.target);
    const { port, localPort } = parsePorts(words.port);
    const namespace = flags.namespace ?? (await findObject(session, application, { group: '', kind, name })).namespace;
    await client.call(
      'forward',
      { name: application, target: { kind, namespace, name }, port, localPort },
      {
        signal,
        onProgress(event) {
          if (event.kind === 'problem') terminal.err(event.message);
          if (event.kind !== 'listening') return;
          if (flags.output === 'json') printJson(terminal, { localPort: event.localPort, context: event.context });
          else terminal.out(`Forwarding 127.0.0.1:${event.localPort} to port ${port} of ${kind} ${namespace}/${name} in ${event.context}. Press Ctrl-C to stop.`);
        },
      },
    );
  };
}

/** Throws `usage`. */
export function parseTarget(text: string): { readonly kind: 'Pod' | 'Service'; readonly name: string } {
  const [first = '', second, ...more] = text.split('/');
  const kind = second === undefined ? 'Pod' : KINDS[first.toLowerCase()];
  const name = second ?? first;
  if (kind === undefined || name === '' || more.length > 0) throw new DrydockError('usage', `${text} is neither pod/NAME nor service/NAME.`);
  return { kind, name };
}

/** Throws `usage`. */
export function parsePorts(text: string): { readonly port: number; readonly localPort: number } {
  const [, local, remote = ''] = /^(?:(\d{0,5}):)?(\d{1,5})$/.exec(text) ?? [];
  const port = Number(remote);
  const localPort = local === undefined ? port : Number(local);
  if (remote === '' || port < 1 || port > 65_535 || localPort > 65_535) throw new DrydockError('usage', `${text} is no port: say REMOTE, LOCAL:REMOTE, or :REMOTE for a free local one.`);
  return { port, localPort };
}
