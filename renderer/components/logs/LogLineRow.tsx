import { memo } from 'react';
import { cx } from '../cx.ts';
import type { LogEntry } from './buffer.ts';
import { gapWords } from './buffer.ts';
import type { LineFilter } from './filter.ts';
import styles from './logs.module.css';
import { Tag } from './Tag.tsx';
import type { SourceTag } from './tags.ts';

export interface LogLineRowProps {
  readonly entry: LogEntry | undefined;
  readonly timestamps: boolean;
  /** Which of several logs it is from. */
  readonly tag: SourceTag | undefined;
  /** Marked in the line. */
  readonly filter: LineFilter | undefined;
}

/** One line, a sentence about the log, or the place where lines are missing. */
export const LogLineRow = memo(function LogLineRow({ entry, timestamps, tag, filter }: LogLineRowProps) {
  if (entry === undefined) return null;
  if (entry.kind === 'gap') return <div className={styles.gap}>{gapWords(entry.count)}</div>;
  return (
    <>
      {timestamps && entry.time !== undefined && <span className={styles.time}>{entry.time.slice(0, 23).replace('T', ' ')}</span>}
      {tag !== undefined && <Tag tag={tag} />}
      <span className={cx(styles.text, entry.kind === 'note' && styles.note)}>{filter === undefined || entry.kind === 'note' ? entry.text : <Marked text={entry.text} filter={filter} />}</span>
    </>
  );
});

function Marked({ text, filter }: { readonly text: string; readonly filter: LineFilter }) {
  const found = filter.find(text);
  if (found === undefined) return text;
  return (
    <>
      {text.slice(0, found.start)}
      <mark className={styles.match}>{text.slice(found.start, found.end)}</mark>
      {text.slice(found.end)}
    </>
  );
}
