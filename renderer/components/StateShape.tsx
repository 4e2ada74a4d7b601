import type { ReactNode } from 'react';
import styles from './StateShape.module.css';
import { cx } from './cx.ts';

/** The colour of a state; always beside a shape and a word. */
export type StateTone = 'ok' | 'warn' | 'bad' | 'busy' | 'idle';

export interface StateShapeProps {
  /** The state in words: shown with `withLabel`, else the shape's accessible name and title. */
  readonly label: string;
  readonly tone: StateTone;
  readonly size: 14 | 16;
  readonly withLabel: boolean;
  /** A number that belongs to the shape, where the label does not show it. */
  readonly count?: number;
  /** What is drawn on 16 by 16 units. */
  readonly children: ReactNode;
}

/** The frame of every state: shape, word and colour, in this order. */
export function StateShape({ label, tone, size, withLabel, count, children }: StateShapeProps) {
  return (
    <span className={cx(styles.state, styles[tone])} title={withLabel ? undefined : label}>
      <svg width={size} height={size} viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth="1.6" strokeLinecap="round" strokeLinejoin="round" {...(withLabel ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label })}>
        {children}
      </svg>
      {withLabel && <span className={styles.label}>{label}</span>}
      {!withLabel && count !== undefined && <span className={styles.count}>{count.toLocaleString('en')}</span>}
    </span>
  );
}
