import type { RetryPolicy } from '../../shared/model/application.ts';
import { durationMs } from '../../shared/model/application.ts';
import { DrydockError } from '../../shared/model/errors.ts';

/** How long and how often a sync is tried. */
export interface PatienceFlags {
  /** Seconds; 0 for never. */
  readonly timeout?: string;
  readonly retryLimit?: string;
  readonly retryBackoffDuration?: string;
  readonly retryBackoffFactor?: string;
  readonly retryBackoffMaxDuration?: string;
}

/** What the flags ask for beside one try without end. Throws `usage`. */
export function patienceOf(flags: PatienceFlags): { readonly retry?: RetryPolicy; readonly timeoutSeconds?: number } {
  return { ...retriesOf(flags), ...limitOf(flags) };
}

/** The retries that the flags ask for, with argocd's defaults (cmd/argocd/commands/app.go, NewApplicationSyncCommand). Throws `usage`. */
function retriesOf({ retryLimit = '0', retryBackoffDuration = '5s', retryBackoffFactor = '2', retryBackoffMaxDuration = '3m' }: PatienceFlags): { readonly retry?: RetryPolicy } {
  const limit = Number(retryLimit);
  const factor = Number(retryBackoffFactor);
  if (!Number.isInteger(limit) || limit > 1_000) throw new DrydockError('usage', `--retry-limit ${retryLimit}: it is a number of retries, up to 1000; below zero they do not end.`);
  if (!(factor >= 1 && factor <= 1_000)) throw new DrydockError('usage', `--retry-backoff-factor ${retryBackoffFactor}: it is a number from 1 to 1000.`);
  const duration = (flag: string, text: string): number => {
    const ms = durationMs(text);
    if (ms === undefined || ms > 86_400_000) throw new DrydockError('usage', `--${flag} ${text}: it is a duration of a day at most, such as 5s, 3m or 1h30m.`);
    return ms;
  };
  const pauses = { firstMs: duration('retry-backoff-duration', retryBackoffDuration), maxMs: duration('retry-backoff-max-duration', retryBackoffMaxDuration) };
  return limit === 0 ? {} : { retry: { limit: Math.max(limit, -1), factor, ...pauses } };
}

function limitOf({ timeout = '0' }: PatienceFlags): { readonly timeoutSeconds?: number } {
  const seconds = Number(timeout);
  if (!(seconds >= 0 && seconds <= 1_000_000)) throw new DrydockError('usage', `--timeout ${timeout}: it is a number of seconds (0 for never).`);
  return seconds === 0 ? {} : { timeoutSeconds: seconds };
}
