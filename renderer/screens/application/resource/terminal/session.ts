import type { InputOf } from '../../../../../shared/contract/index.ts';
import type { ErrorShape } from '../../../../../shared/model/errors.ts';
import { errorShape } from '../../../../../shared/model/errors.ts';
import { SHELL } from '../../../../../shared/model/exec.ts';
import { host } from '../../../../client/index.ts';
import type { TerminalLink, TerminalScreen } from '../../../../components/terminal/index.ts';
import { fromBase64, pieces, toBase64 } from './bytes.ts';

/** Which container gets a terminal. */
export interface TerminalQuestion {
  readonly application: string;
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  /** What was typed for a protected context. */
  readonly confirmContext: string | undefined;
}

/** How it stands with a shell. */
export type ShellState = { readonly kind: 'starting' } | { readonly kind: 'running' } | { readonly kind: 'ended'; readonly exitCode: number } | { readonly kind: 'failed'; readonly error: ErrorShape };

const INPUT_BYTES = 256 * 1024;
/** The host is told of so much taken output at a time. */
const TAKEN_BYTES = 64 * 1024;

/** Starts a shell in a container and joins it with a terminal. */
export function openShell({ application, namespace, pod, container, confirmContext }: TerminalQuestion, screen: TerminalScreen, onState: (state: ShellState) => void): TerminalLink {
  const session = crypto.randomUUID();
  const stop = new AbortController();
  let taken = 0;
  const become = (state: ShellState): void => {
    if (!stop.signal.aborted) onState(state);
  };
  const send = (input: Omit<InputOf<'execInput'>, 'session'>): void => {
    host.call('execInput', { session, ...input }).catch(() => {
      // The shell ended while this was under way; how it ended is told by itself.
    });
  };
  host
    .call(
      'exec',
      { session, name: application, namespace, pod, container, command: [...SHELL], tty: true, stdin: true, size: screen.size, ...(confirmContext === undefined ? {} : { confirmContext }) },
      {
        signal: stop.signal,
        onProgress(event) {
          if (event.kind === 'started') return become({ kind: 'running' });
          const data = fromBase64(event.data);
          void screen.write(data).then(() => {
            taken += data.byteLength;
            if (taken < TAKEN_BYTES) return;
            send({ taken });
            taken = 0;
          });
        },
      },
    )
    .then(
      ({ exitCode }) => become({ kind: 'ended', exitCode }),
      (error: unknown) => become({ kind: 'failed', error: errorShape(error) }),
    );
  return {
    input(data) {
      for (const piece of pieces(data, INPUT_BYTES)) send({ data: toBase64(piece) });
    },
    resize: (size) => send({ size }),
    close: () => stop.abort(),
  };
}
