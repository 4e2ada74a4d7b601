import type { LogChunk, LogLine, LogSource } from '../../../shared/model/details.ts';
import type { LogListener } from './logStream.ts';
import { momentOf } from './logCursor.ts';
import { createBatch } from './whenever.ts';

/** A chunk is told after this time, or when it is full: a message of the contract stays small. */
const CHUNK_MS = 100;
const CHUNK_LINES = 500;
const CHUNK_CHARACTERS = 256 * 1024;
const HELD_CHARACTERS = 16 * 1024 * 1024;

interface Waiting {
  readonly line: Omit<LogLine, 'from'>;
  readonly source: LogSource;
  /** When it was written, or the line before it where it has no time. */
  readonly moment: string;
}

/** Lines of any number of logs on their way to one reader. */
export interface Chunks {
  /** Where the lines of one log go. */
  of(source: LogSource): LogListener;
  /** Tells nothing until the next flush, so that all of it is in order; as long as it is not too much. */
  hold(): void;
  flush(): void;
}

/** Gathers lines into chunks; those of several logs that come together are told in the order of their times. */
export function createChunks(onChunk: (chunk: LogChunk) => void): Chunks {
  let waiting: Waiting[] = [];
  let characters = 0;
  let held = false;
  const batch = createBatch(CHUNK_MS, flush);

  function flush(): void {
    batch.cancel();
    const lines = waiting;
    waiting = [];
    characters = 0;
    held = false;
    if (lines.length > 0) for (const chunk of chunksOf(lines)) onChunk(chunk);
  }

  function add(entry: Waiting): void {
    waiting.push(entry);
    characters += entry.line.text.length;
    if (held ? characters >= HELD_CHARACTERS : waiting.length >= CHUNK_LINES || characters >= CHUNK_CHARACTERS) flush();
    else if (!held) batch.poke();
  }

  return {
    of(source) {
      let moment = '';
      return {
        line(time, text) {
          const own = momentOf(time) ?? '';
          if (own > moment) moment = own;
          add({ line: { time, text }, source, moment });
        },
        note: (text) => add({ line: { time: '', text, note: true }, source, moment }),
      };
    },
    hold() {
      held = true;
    },
    flush,
  };
}

/** Sorted by time, each log's own order kept; cut where a message would become too large. */
function* chunksOf(waiting: readonly Waiting[]): Generator<LogChunk> {
  const sorted = waiting.toSorted((a, b) => (a.moment < b.moment ? -1 : a.moment > b.moment ? 1 : 0));
  let sources: LogSource[] = [];
  let lines: LogLine[] = [];
  let characters = 0;
  for (const { line, source } of sorted) {
    let from = sources.indexOf(source);
    if (from < 0) from = sources.push(source) - 1;
    lines.push({ ...line, from });
    characters += line.text.length;
    if (lines.length < CHUNK_LINES && characters < CHUNK_CHARACTERS) continue;
    yield { lines, skipped: 0, sources };
    [sources, lines, characters] = [[], [], 0];
  }
  if (lines.length > 0) yield { lines, skipped: 0, sources };
}
