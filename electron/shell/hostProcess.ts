import type { WebContents } from 'electron';
import { MessageChannelMain, utilityProcess } from 'electron';
import type { HostCommand, HostNotice } from '../ports.ts';

/** The host in its own process. It is started again when it ends by itself; pages come back by themselves. */
export interface HostProcess {
  /** Gives a page a port to the host, now or as soon as the host is ready. */
  connect(page: WebContents): void;
  /** Ends the host in order. */
  stop(): Promise<void>;
}

const RESTART_MS = 1_000;
/** As long as the launcher waits: what a sync has begun is finished first. */
const STOP_MS = 20_000;

/** `env` is the host's whole environment. */
export function startHostProcess(script: string, home: string, env: Readonly<Record<string, string | undefined>>): HostProcess {
  let child = fork();
  let ready = false;
  let stopping = false;
  let waiting: WebContents[] = [];

  function fork() {
    const started = utilityProcess.fork(script, ['--home', home], { serviceName: 'Drydock engine', stdio: 'inherit', env: { ...env } });
    started.on('message', (notice: HostNotice) => {
      if (notice.type !== 'ready') return;
      ready = true;
      for (const page of waiting.splice(0)) give(page);
    });
    started.once('exit', () => {
      ready = false;
      if (stopping) return;
      setTimeout(() => {
        if (!stopping) child = fork();
      }, RESTART_MS);
    });
    return started;
  }

  function give(page: WebContents): void {
    if (page.isDestroyed()) return;
    const { port1, port2 } = new MessageChannelMain();
    const command: HostCommand = { type: 'window' };
    child.postMessage(command, [port1]);
    page.postMessage('drydock:port', null, [port2]);
  }

  return {
    connect(page) {
      if (ready) return give(page);
      // A page that asks again has given up on its first question.
      waiting = [...waiting.filter((other) => other !== page), page];
    },
    async stop() {
      stopping = true;
      const ended = new Promise<void>((resolve) => {
        child.once('exit', () => resolve());
        setTimeout(resolve, STOP_MS);
      });
      const command: HostCommand = { type: 'stop' };
      child.postMessage(command);
      await ended;
      child.kill();
    },
  };
}
