import type { Engine } from '../engine/index.ts';
import { createEngine } from '../engine/index.ts';
import type { Terminal } from './terminal.ts';
import { EXIT, exitCodeOf, printError } from './terminal.ts';

/** What a command works with. */
export interface Session {
  readonly engine: Engine;
  readonly terminal: Terminal;
  /** Ends what can be stopped, after Ctrl-C or when whoever started the command is gone. */
  readonly signal: AbortSignal;
}

/** A command's work; the number is its exit code, nothing means done. */
export type Work = (session: Session) => Promise<number | undefined | void>;

/** Exit code after Ctrl-C, as shells expect it: 128 + SIGINT. */
const INTERRUPTED = 130;
const ONE_PRESS_MS = 700;

/** Runs one command against the engine of a home and closes everything after it. Returns the exit code. */
export async function runSession(home: string, terminal: Terminal, work: Work): Promise<number> {
  const stop = new AbortController();
  let firstAt = 0;
  const interrupt = () => {
    // One Ctrl-C can arrive twice: from the terminal, and from the launcher that got it as well.
    if (stop.signal.aborted && Date.now() - firstAt < ONE_PRESS_MS) return;
    firstAt = Date.now();
    if (!stop.signal.aborted) terminal.err('Stopping: what was begun is finished first. Press Ctrl-C again to leave at once.');
    else process.exit(INTERRUPTED);
    stop.abort();
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  const engine = createEngine({ home });
  try {
    const code = await work({ engine, terminal, signal: stop.signal });
    return code ?? (stop.signal.aborted ? INTERRUPTED : EXIT.done);
  } catch (error) {
    printError(terminal, error);
    return stop.signal.aborted ? INTERRUPTED : exitCodeOf(error);
  } finally {
    await engine.close();
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
  }
}
