const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Making one costs more than using it. */
const EXACT = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'long' });

/** "just now", "5 min ago", "3 h ago", "12 d ago"; "in 5 min" for what is to come. */
export function relativeTime(at: number, now: number): string {
  const distance = Math.abs(now - at);
  if (distance < 10 * SECOND) return 'just now';
  return now > at ? `${duration(distance)} ago` : `in ${duration(distance)}`;
}

/** The largest unit alone: "40 s", "5 min", "3 h", "12 d". */
export function duration(milliseconds: number): string {
  if (milliseconds < MINUTE) return `${Math.floor(milliseconds / SECOND)} s`;
  if (milliseconds < HOUR) return `${Math.floor(milliseconds / MINUTE)} min`;
  if (milliseconds < 2 * DAY) return `${Math.floor(milliseconds / HOUR)} h`;
  return `${Math.floor(milliseconds / DAY)} d`;
}

/** The exact time in the reader's own zone, with the zone named. */
export function exactTime(at: number): string {
  return EXACT.format(at);
}
