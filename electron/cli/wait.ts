import { DrydockError } from '../../shared/model/errors.ts';
import type { ApplicationView } from '../../shared/model/view.ts';
import type { Work } from './session.ts';
import type { OutputFlags } from './show.ts';
import { resourceLines, summaryLines } from './show.ts';
import { EXIT, printed } from './terminal.ts';

/** What is waited for; several of health, degraded and suspended mean one of them (argocd app wait). Nothing said: synced, healthy, no operation. */
export interface WaitFlags extends OutputFlags {
  readonly sync?: boolean;
  readonly health?: boolean;
  readonly suspended?: boolean;
  readonly degraded?: boolean;
  readonly operation?: boolean;
  readonly delete?: boolean;
  /** Seconds; 0 waits for ever. */
  readonly timeout: string;
}

/** Waits until an application is in the states that were asked for, or is deleted. */
export function waitApplication(name: string, flags: WaitFlags): Work {
  return async ({ client, terminal, signal }) => {
    const seconds = Number(flags.timeout);
    if (!Number.isFinite(seconds) || seconds < 0) throw new DrydockError('usage', `--timeout ${flags.timeout}: it is a number of seconds (0 waits for ever).`);
    const done = new AbortController();
    const timeout = seconds === 0 ? undefined : AbortSignal.timeout(seconds * 1_000);
    let last: ApplicationView | undefined;
    let reached = false;
    try {
      await client.call(
        'follow',
        { name },
        {
          signal: AbortSignal.any([signal, done.signal, ...(timeout === undefined ? [] : [timeout])]),
          onProgress(view) {
            last = view;
            reached = flags.delete !== true && isReached(view, flags);
            if (reached) done.abort();
          },
        },
      );
    } catch (error) {
      if (flags.delete !== true || !(error instanceof DrydockError) || error.code !== 'not-found') throw error;
      terminal.err(`${name} is deleted.`);
      return EXIT.done;
    }
    if (last !== undefined && !printed(terminal, flags, last)) {
      for (const line of [...summaryLines(terminal, last), '', ...resourceLines(terminal, last)]) terminal.out(line);
    }
    if (reached) return EXIT.done;
    if (signal.aborted) return undefined;
    throw new DrydockError('timeout', `${name} was not ${wantedWords(flags)} within ${seconds} seconds.`);
  };
}

/** Whether a view is what was waited for. */
export function isReached({ status }: ApplicationView, flags: Omit<WaitFlags, 'timeout' | 'delete'>): boolean {
  const all = !named(flags);
  const idle = status.operationState?.phase !== 'Running';
  const health = status.health.status;
  const wanted = [...(all || flags.health === true ? ['Healthy'] : []), ...(flags.suspended === true ? ['Suspended'] : []), ...(flags.degraded === true ? ['Degraded'] : [])];
  return (status.sync.status === 'Synced' || !(all || flags.sync === true)) && (wanted.length === 0 || wanted.includes(health)) && (idle || !(all || flags.operation === true));
}

function named({ sync, health, suspended, degraded, operation }: Omit<WaitFlags, 'timeout' | 'delete'>): boolean {
  return [sync, health, suspended, degraded, operation].includes(true);
}

function wantedWords(flags: WaitFlags): string {
  if (flags.delete === true) return 'deleted';
  if (!named(flags)) return 'synced and healthy';
  const health = [flags.health === true && 'healthy', flags.suspended === true && 'suspended', flags.degraded === true && 'degraded'].filter((word) => word !== false);
  return [flags.sync === true && 'synced', health.length > 0 && health.join(' or '), flags.operation === true && 'without a running operation'].filter((word) => word !== false).join(' and ');
}
