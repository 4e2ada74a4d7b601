import type { Client } from '../../shared/contract/index.ts';
import { createEngine, kubeconfigFiles } from '../engine/index.ts';
import { startHost } from '../host.ts';
import { connectHost, createHandlers, hostAddress } from '../serve/index.ts';
import { VERSION } from '../version.ts';
import type { Terminal } from './terminal.ts';
import { EXIT, exitCodeOf, printError } from './terminal.ts';

/** What a command works with. */
export interface Session {
  readonly home: string;
  /** The home's host where one runs, else the engine in this process for the length of the command. */
  readonly client: Client;
  readonly terminal: Terminal;
  /** Ends what can be stopped, after Ctrl-C or when whoever started the command is gone. */
  readonly signal: AbortSignal;
}

/** A command's work; the number is its exit code, nothing means done. */
export type Work = (session: Session) => Promise<number | undefined | void>;

/** Exit code after Ctrl-C, as shells expect it: 128 + SIGINT. */
const INTERRUPTED = 130;
const ONE_PRESS_MS = 700;

/** Whether a command is content with any client, or becomes the home's host if there is none. */
export type Role = 'client' | 'host';

/** Runs one command for a home and closes everything after it. Returns the exit code. */
export async function runSession(home: string, terminal: Terminal, work: Work, role: Role = 'client'): Promise<number> {
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
  let opened: Opened | undefined;
  try {
    opened = await open(home, terminal, role);
    const code = await work({ home, client: opened.client, terminal, signal: stop.signal });
    return code ?? (stop.signal.aborted ? INTERRUPTED : EXIT.done);
  } catch (error) {
    printError(terminal, error);
    return stop.signal.aborted ? INTERRUPTED : exitCodeOf(error);
  } finally {
    await opened?.close();
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
  }
}

interface Opened {
  readonly client: Client;
  close(): Promise<void>;
}

async function open(home: string, terminal: Terminal, role: Role): Promise<Opened> {
  const host = await connectHost(hostAddress(home));
  if (host !== undefined) {
    if (role === 'host') terminal.err(`Drydock is already running here (process ${host.hello.pid}); following it.`);
    const own = kubeconfigFiles(process.env);
    if (host.hello.kubeconfig.join() !== own.join()) {
      terminal.err(`${terminal.paint('yellow', 'warning:')} the running Drydock (process ${host.hello.pid}) uses the kubeconfig ${host.hello.kubeconfig.join(', ')}, not ${own.join(', ')}.`);
    }
    return { client: host, close: async () => Promise.resolve(host.close()) };
  }
  if (role === 'host') {
    const started = await startHost({ home, log: (line) => terminal.err(line) });
    return { client: started.client, close: () => started.close() };
  }
  const engine = createEngine({ home, version: VERSION });
  const handlers = createHandlers(engine, { events: () => () => undefined });
  return {
    client: handlers.client,
    async close() {
      await handlers.close();
      await engine.close();
    },
  };
}
