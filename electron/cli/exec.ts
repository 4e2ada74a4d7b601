import { randomUUID } from 'node:crypto';
import type { ExecEvent } from '../../shared/model/exec.ts';
import { SHELL } from '../../shared/model/exec.ts';
import { findObject } from './find.ts';
import { openRawTerminal } from './rawTerminal.ts';
import type { Work } from './session.ts';

export interface ExecFlags {
  readonly pod: string;
  readonly container?: string;
  readonly namespace?: string;
  readonly stdin?: boolean;
  readonly tty?: boolean;
  readonly confirmContext?: string;
}

/** Runs a command in a container and ends with its exit code; with `-it` this terminal is the command's. */
export function execInPod(application: string, words: readonly string[], flags: ExecFlags): Work {
  return async (session) => {
    const { client, terminal, signal } = session;
    const { container, confirmContext, pod } = flags;
    const namespace = flags.namespace ?? (await findObject(session, application, { group: '', kind: 'Pod', name: pod })).namespace;
    const stdin = flags.stdin ?? false;
    const tty = flags.tty === true && process.stdin.isTTY === true;
    if (flags.tty === true && !tty) terminal.err('The input is no terminal, so the command gets none.');
    const id = randomUUID();
    // Without input Ctrl-C stays this terminal's own.
    const raw = openRawTerminal(tty && stdin);
    const ignoreEnd = (): void => undefined;
    // Input that comes after the command's end has nobody to go to.
    const send = (input: { readonly data?: string; readonly end?: boolean; readonly size?: { readonly columns: number; readonly rows: number }; readonly taken?: number }): Promise<unknown> => client.call('execInput', { session: id, ...input }).catch(ignoreEnd);
    const onProgress = (event: ExecEvent): void => {
      if (event.kind === 'started') {
        if (stdin) void raw.forward((data) => send({ data: data.toString('base64') }), () => (tty ? Promise.resolve() : send({ end: true })));
        return;
      }
      const data = Buffer.from(event.data, 'base64');
      raw.write(event.stream, data, () => void send({ taken: data.byteLength }));
    };
    const unlisten = tty ? raw.onResize((size) => void send({ size })) : ignoreEnd;
    try {
      const size = tty ? raw.size() : undefined;
      const command = words.length > 0 ? [...words] : [...SHELL];
      const { exitCode } = await client.call(
        'exec',
        { session: id, name: application, namespace, pod, command, tty, stdin, ...(container === undefined ? {} : { container }), ...(confirmContext === undefined ? {} : { confirmContext }), ...(size === undefined ? {} : { size }) },
        { signal, onProgress },
      );
      await raw.written();
      return exitCode;
    } finally {
      unlisten();
      raw.close();
    }
  };
}
