import { cx } from './cx.ts';
import styles from './Count.module.css';

/** The colours of states, for what carries one. */
export type Tone = 'neutral' | 'accent' | 'ok' | 'warn' | 'bad' | 'busy';

/** A number beside a word. */
export function Count({ value, tone = 'neutral' }: { readonly value: number; readonly tone?: Tone }) {
  return <span className={cx(styles.count, styles[tone])}>{value.toLocaleString('en')}</span>;
}
