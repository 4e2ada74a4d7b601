import { Cron } from 'croner';
import { durationMs } from '../../../shared/model/application.ts';
import type { SyncWindow, WindowState } from '../../../shared/model/project.ts';
import { OPEN } from '../../../shared/model/project.ts';
import type { Destination } from './permits.ts';
import { matches } from './permits.ts';

/** The application that windows are asked about. */
export interface Windowed {
  readonly name: string;
  /** Where it goes, by each name that it has: its kube context, the API server's URL, and its own namespace. */
  readonly destinations: readonly Destination[];
}

/** How many openings and closings are looked at to find the next one; each asks a schedule, at about 0.1 ms. */
const LOOKED_AHEAD = 400;

/**
 * What sync windows say of an application at a moment (argo-cd pkg/apis/application/v1alpha1/types.go, SyncWindows.CanSync): a deny
 * window that is open wins; else an allow window that is open allows; else an allow window that is closed forbids. Those
 * that forbid let a person sync if all of them say `manualSync`. Pure: the clock is given.
 *
 * A window opens when its schedule says so in its time zone (UTC without one) and stays open for its duration in real
 * time. Where clocks go forward, a time that does not exist is the first one after the gap; where they go back, a time
 * of day that comes twice opens once. Argo CD shifts the clock by the zone's offset of now instead, which is the same but
 * on such a day.
 */
export function windowState(windows: readonly SyncWindow[], application: Windowed, now: Date): WindowState {
  const concerned = windows.filter((window) => concerns(window, application)).flatMap(scheduled);
  const verdict = verdictAt(concerned, now);
  if (verdict.automatic) return OPEN;
  const opensAt = nextOpening(concerned, now);
  const [first] = verdict.by;
  const which = first === undefined ? '' : first.window.kind === 'deny' ? `a deny window is open (${windowWords(first.window)})` : `no allow window is open (${windowWords(first.window)})`;
  const until = opensAt === undefined ? 'It does not open again by these schedules.' : `Syncs are allowed again from ${opensAt.toISOString()}.`;
  return {
    automatic: false,
    manual: verdict.by.every(({ window }) => window.manualSync === true) ? 'warned' : 'refused',
    words: `${which}. ${until}`,
    ...(opensAt === undefined ? {} : { opensAt: opensAt.toISOString() }),
  };
}

/** "0 22 * * * for 8h in Europe/Berlin". */
function windowWords({ schedule, duration, timeZone }: SyncWindow): string {
  return `${schedule} for ${duration}${timeZone === undefined || timeZone === '' ? '' : ` in ${timeZone}`}`;
}

/** What is wrong with a window, as "field: why"; undefined if nothing is (argo-cd types.go, SyncWindow.Validate). */
export function windowProblem(window: SyncWindow): string | undefined {
  if (windowMs(window.duration) === undefined) return `duration: "${window.duration}" is no duration, such as 30m or 8h`;
  if (window.timeZone !== undefined && window.timeZone !== '' && !isTimeZone(window.timeZone)) return `timeZone: there is no time zone "${window.timeZone}"`;
  const what = `schedule: "${window.schedule}" is no cron expression`;
  if (window.schedule.trim().split(/\s+/).length !== 5) return `${what}: it has five fields, minute, hour, day of the month, month and day of the week`;
  try {
    cronOf(window);
    return undefined;
  } catch (error) {
    return `${what}: ${error instanceof Error ? error.message.replace(/^CronPattern: /, '') : String(error)}`;
  }
}

/** A window whose schedule can be asked. */
interface Scheduled {
  readonly window: SyncWindow;
  readonly cron: Cron;
  readonly lastsMs: number;
}

function scheduled(window: SyncWindow): Scheduled[] {
  // A project with a broken window is refused as a whole before anything is asked of it.
  return windowProblem(window) === undefined ? [{ window, cron: cronOf(window), lastsMs: windowMs(window.duration) ?? 0 }] : [];
}

function concerns({ applications, clusters, namespaces, andOperator }: SyncWindow, { name, destinations }: Windowed): boolean {
  const parts = [
    [applications, [name]],
    [clusters, destinations.flatMap((destination) => [destination.name, destination.server])],
    [namespaces, destinations.map((destination) => destination.namespace)],
  ] as const;
  const fits = parts
    .filter(([globs]) => globs !== undefined && globs !== null && globs.length > 0)
    .map(([globs, values]) => (globs ?? []).some((glob) => values.some((value) => value !== '' && matches(glob, value))));
  return andOperator === true ? fits.length > 0 && fits.every(Boolean) : fits.some(Boolean);
}

function verdictAt(windows: readonly Scheduled[], at: Date): { readonly automatic: boolean; readonly by: readonly Scheduled[] } {
  const denying = windows.filter((each) => each.window.kind === 'deny' && openAt(each, at));
  if (denying.length > 0) return { automatic: false, by: denying };
  const allowing = windows.filter(({ window }) => window.kind === 'allow');
  if (allowing.length === 0 || allowing.some((each) => openAt(each, at))) return { automatic: true, by: [] };
  return { automatic: false, by: allowing };
}

/** True from the moment at which the schedule says so until the duration is over. */
function openAt({ cron, lastsMs }: Scheduled, at: Date): boolean {
  const opened = cron.nextRun(new Date(at.getTime() - lastsMs));
  return opened !== null && opened.getTime() <= at.getTime();
}

/** The next moment at which automatic syncs are allowed: it is one at which an allow window opens or a deny window closes. */
function nextOpening(windows: readonly Scheduled[], now: Date): Date | undefined {
  let at = now;
  for (let step = 0; step < LOOKED_AHEAD; step++) {
    const { automatic, by } = verdictAt(windows, at);
    if (automatic) return at;
    const changes = by.map((each) => nextChange(each, at)).filter((change) => change !== undefined);
    // Of the denials that are open all must close; of the allowances one must open.
    const denied = by.some(({ window }) => window.kind === 'deny');
    if (changes.length === 0 || (denied && changes.length < by.length)) return undefined;
    at = new Date(denied ? Math.max(...changes) : Math.min(...changes));
  }
  return undefined;
}

function nextChange({ window, cron, lastsMs }: Scheduled, after: Date): number | undefined {
  if (window.kind === 'allow') return cron.nextRun(after)?.getTime();
  // A closing is an opening plus the duration, so the next closing belongs to the first opening after `after - duration`.
  const opened = cron.nextRun(new Date(after.getTime() - lastsMs))?.getTime();
  return opened === undefined ? undefined : opened + lastsMs;
}

/** Minutes, hours, days, months, weekdays; `5/15` as robfig/cron reads it, which Argo CD uses. */
function cronOf({ schedule, timeZone }: SyncWindow): Cron {
  return new Cron(schedule, { paused: true, mode: '5-part', sloppyRanges: true, timezone: timeZone === undefined || timeZone === '' ? 'UTC' : timeZone });
}

function windowMs(duration: string): number | undefined {
  const found = /^\d+$/.test(duration) ? undefined : durationMs(duration);
  return found === undefined || found <= 0 ? undefined : found;
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
