const NAMED: Readonly<Record<string, string>> = { '@yearly': '0 0 1 1 *', '@annually': '0 0 1 1 *', '@monthly': '0 0 1 * *', '@weekly': '0 0 * * 0', '@daily': '0 0 * * *', '@midnight': '0 0 * * *', '@hourly': '0 * * * *' };
const RANGES: readonly (readonly [number, number])[] = [[0, 59], [0, 23], [1, 31], [1, 12], [0, 7]];
const SEARCH_DAYS = 366;

/** The first minute after `after` (ms) that a cron schedule names, in UTC; undefined if it can not be read or has none in a year. */
export function nextTime(schedule: string, after: number): number | undefined {
  const fields = (NAMED[schedule.trim()] ?? schedule.trim()).split(/\s+/);
  if (fields.length !== 5) return undefined;
  const sets = fields.map((field, index) => parseField(field, RANGES[index] ?? [0, 0]));
  const [minutes, hours, days, months, weekdays] = sets;
  if (minutes === undefined || hours === undefined || days === undefined || months === undefined || weekdays === undefined) return undefined;
  const anyDay = fields[2]?.startsWith('*') === true;
  const anyWeekday = fields[4]?.startsWith('*') === true;
  const start = (Math.floor(after / 60_000) + 1) * 60_000;
  for (let day = 0; day <= SEARCH_DAYS; day++) {
    const midnight = Math.floor(start / 86_400_000) * 86_400_000 + day * 86_400_000;
    const date = new Date(midnight);
    const weekday = weekdays.has(date.getUTCDay()) || (date.getUTCDay() === 0 && weekdays.has(7));
    const monthday = days.has(date.getUTCDate());
    // Both restricted: either will do (robfig/cron, dayMatches).
    const matches = anyDay || anyWeekday ? monthday && weekday : monthday || weekday;
    if (!months.has(date.getUTCMonth() + 1) || !matches) continue;
    for (const hour of hours) {
      for (const minute of minutes) {
        const time = midnight + hour * 3_600_000 + minute * 60_000;
        if (time >= start) return time;
      }
    }
  }
  return undefined;
}

function parseField(field: string, [low, high]: readonly [number, number]): ReadonlySet<number> | undefined {
  const found: number[] = [];
  for (const part of field.split(',')) {
    const match = /^(\*|\?|(\d+)(?:-(\d+))?)(?:\/(\d+))?$/.exec(part);
    if (match === null) return undefined;
    const [, range = '*', from, to, step] = match;
    const first = from === undefined ? low : Number(from);
    const last = range === '*' || range === '?' ? high : to === undefined ? (step === undefined ? first : high) : Number(to);
    for (let value = first; value <= last; value += Math.max(1, Number(step ?? 1))) found.push(value);
  }
  return new Set(found.sort((a, b) => a - b));
}
