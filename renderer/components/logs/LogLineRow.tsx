import { memo } from 'react';
import type { LogEntry } from './buffer.ts';
import { gapWords } from './buffer.ts';
import styles from './logs.module.css';

export interface LogLineRowProps {
  readonly entry: LogEntry | undefined;
  readonly timestamps: boolean;
  /** Marked in the line, without regard to case. */
  readonly filter: string;
}

/** One line, or the place where lines are missing. */
export const LogLineRow = memo(function LogLineRow({ entry, timestamps, filter }: LogLineRowProps) {
  if (entry === undefined) return null;
  if (entry.kind === 'gap') return <div className={styles.gap}>{gapWords(entry.count)}</div>;
  return (
    <>
      {timestamps && entry.time !== undefined && <span className={styles.time}>{entry.time.slice(0, 23).replace('T', ' ')}</span>}
      {entry.source !== undefined && <span className={styles.source}>{entry.source}</span>}
      <span className={styles.text}>{filter === '' ? entry.text : <Marked text={entry.text} filter={filter} />}</span>
    </>
  );
});

function Marked({ text, filter }: { readonly text: string; readonly filter: string }) {
  const at = text.toLowerCase().indexOf(filter.toLowerCase());
  if (at < 0) return text;
  return (
    <>
      {text.slice(0, at)}
      <mark className={styles.match}>{text.slice(at, at + filter.length)}</mark>
      {text.slice(at + filter.length)}
    </>
  );
}
