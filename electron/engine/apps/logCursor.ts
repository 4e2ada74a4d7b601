/** How far a log was read, by its timestamps: no line is told twice, and none is passed over. */
export interface LogCursor {
  /** The newest line's moment, to be compared as text; empty before the first line. */
  readonly moment: string;
  /** Looks at a line that came: false for one that was told before the log was taken up again. Moves on with new ones. */
  isNew(time: string): boolean;
  /**
   * The log is asked for again: from this RFC 3339 time on, the newest line's, of which the server makes whole seconds and
   * sends everything again that falls into it (kubernetes pkg/registry/core/pod/strategy.go, LogLocation). Undefined
   * where nothing was read yet.
   */
  resume(): string | undefined;
}

export function createCursor(): LogCursor {
  let moment = '';
  let newest = '';
  /** Lines that have the newest moment: several may. */
  let equal = 0;
  /** How many of those are still to come again; undefined once past what was told. */
  let repeated: number | undefined;
  return {
    get moment() {
      return moment;
    },
    isNew(time) {
      const at = momentOf(time);
      // A line without a time belongs to the one before it.
      if (at === undefined) return repeated === undefined;
      if (repeated !== undefined) {
        if (at < moment) return false;
        if (at === moment && repeated > 0) {
          repeated--;
          return false;
        }
        repeated = undefined;
      }
      if (at > moment) {
        moment = at;
        newest = time;
        equal = 1;
      } else if (at === moment) equal++;
      return true;
    },
    resume() {
      if (moment === '') return undefined;
      repeated = equal;
      return newest;
    },
  };
}

const TIMESTAMP = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/;

/** `timestamps` puts an RFC 3339 time and a space before each line. */
export function parseLine(line: string): { readonly time: string; readonly text: string } {
  const space = line.indexOf(' ');
  if (!TIMESTAMP.test(space < 0 ? line : line.slice(0, space))) return { time: '', text: line };
  return space < 0 ? { time: line, text: '' } : { time: line.slice(0, space), text: line.slice(space + 1) };
}

/** A time as text that sorts by time: whole seconds since 1970, then nanoseconds. Undefined for what is no time. */
export function momentOf(time: string): string | undefined {
  const [, date, fraction = '', zone] = TIMESTAMP.exec(time) ?? [];
  if (date === undefined || zone === undefined) return undefined;
  const seconds = Date.parse(`${date}${zone}`) / 1_000;
  return Number.isFinite(seconds) ? `${String(seconds).padStart(12, '0')}.${fraction.padEnd(9, '0')}` : undefined;
}
