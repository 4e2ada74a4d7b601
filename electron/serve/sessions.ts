import type { ExecEnd, ExecEvent, TerminalSize } from '../../shared/model/exec.ts';
import { UNTAKEN_BYTES } from '../../shared/model/exec.ts';
import { DrydockError } from '../../shared/model/errors.ts';
import type { CommandRequest, Engine, RunningCommand } from '../engine/index.ts';

/** What is sent to a running command. */
export interface SessionInput {
  readonly session: string;
  /** Base64. */
  readonly data?: string | undefined;
  readonly end?: boolean | undefined;
  readonly size?: TerminalSize | undefined;
  readonly taken?: number | undefined;
}

/** How a command is run. */
export interface SessionCall {
  readonly signal: AbortSignal;
  /** Resolves if it may be run; input is kept meanwhile. */
  allowed(): Promise<void>;
  tell(event: ExecEvent): void;
}

/** Commands that run in containers, each under the name that its asker gave it. */
export interface Sessions {
  /** Runs a command to its end. Throws `conflict` for a session that is there, and what `allowed` throws. */
  run(session: string, request: CommandRequest, call: SessionCall): Promise<ExecEnd>;
  /** Resolves when more can be sent. Throws `not-found` for a session that is not there (any more). */
  input(input: SessionInput): Promise<void>;
}

/** A running command, and how much of its output is under way to its reader. */
interface Session {
  readonly command: Promise<RunningCommand>;
  /** What is done once it is started, in order. */
  queue: Promise<void>;
  readonly started: Promise<void>;
  untaken: number;
  wake: () => void;
  fail: (error: unknown) => void;
}

export function createSessions(engine: Engine): Sessions {
  const sessions = new Map<string, Session>();

  async function run(id: string, request: CommandRequest, { allowed, signal, tell }: SessionCall): Promise<ExecEnd> {
    if (sessions.has(id)) throw new DrydockError('conflict', `Nothing was run: the session ${id} is there already.`);
    const broken = Promise.withResolvers<never>();
    // A command that did not start tells so itself.
    broken.promise.catch(() => undefined);
    const started = Promise.withResolvers<void>();
    const stop = new AbortController();
    const until = AbortSignal.any([signal, stop.signal]);
    const session: Session = {
      started: started.promise,
      untaken: 0,
      queue: Promise.resolve(),
      wake: () => undefined,
      fail: (error) => broken.reject(error),
      command: allowed().then(() => engine.exec(request, (stream, data) => output(session, { kind: 'output', stream, data: Buffer.from(data).toString('base64') }, data.byteLength, tell, until), until)),
    };
    sessions.set(id, session);
    until.addEventListener('abort', () => session.wake(), { once: true });
    try {
      const { exitCode, context, container } = await session.command;
      tell({ kind: 'started', context, container });
      started.resolve();
      return { exitCode: await Promise.race([exitCode, broken.promise]) };
    } finally {
      sessions.delete(id);
      stop.abort();
    }
  }

  return {
    run,
    async input({ session: id, data, end, size, taken }) {
      const session = sessions.get(id);
      if (session === undefined) throw new DrydockError('not-found', 'The command has ended: nothing more can be sent to it.');
      if (taken !== undefined) {
        session.untaken = Math.max(0, session.untaken - taken);
        session.wake();
      }
      // Input may come before the command is started; a failed start is told by `run`.
      session.queue = session.queue
        .then(async () => {
          const command = await session.command;
          if (size !== undefined) command.resize(size);
          if (data !== undefined) await command.input(Buffer.from(data, 'base64'));
          if (end === true) command.endInput();
        })
        .catch((error: unknown) => session.fail(error));
      await session.queue;
    },
  };
}

/** Tells output, and waits while too much of it is not taken. */
async function output(session: Session, event: ExecEvent, bytes: number, tell: (event: ExecEvent) => void, signal: AbortSignal): Promise<void> {
  await session.started;
  session.untaken += bytes;
  tell(event);
  while (session.untaken > UNTAKEN_BYTES && !signal.aborted) {
    await new Promise<void>((resolve) => {
      session.wake = resolve;
    });
  }
}
