import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { texts } from '../texts.ts';
import styles from './Chip.module.css';
import type { Tone } from './Count.tsx';
import { cx } from './cx.ts';

export interface ChipProps {
  readonly label: string;
  readonly icon?: ReactNode;
  /** How many it stands for; before the label, as in "3 out of sync". */
  readonly count?: number;
  readonly tone?: Tone;
  /** With it the chip is a button that is pressed or not: a filter. */
  readonly onClick?: () => void;
  readonly pressed?: boolean;
  readonly onRemove?: () => void;
}

/** A small fact, or a filter that is switched by a click. */
export function Chip({ label, icon, count, tone = 'neutral', onClick, pressed = false, onRemove }: ChipProps) {
  const content = (
    <>
      {icon}
      {count !== undefined && <strong className={styles.count}>{count.toLocaleString('en')}</strong>}
      <span className={styles.label}>{label}</span>
    </>
  );
  if (onClick !== undefined) {
    return (
      <button type="button" className={cx(styles.chip, styles[tone], styles.button)} aria-pressed={pressed} onClick={onClick}>
        {content}
      </button>
    );
  }
  return (
    <span className={cx(styles.chip, styles[tone])}>
      {content}
      {onRemove !== undefined && (
        <button type="button" className={styles.remove} aria-label={texts.remove(label)} onClick={onRemove}>
          <X size={12} />
        </button>
      )}
    </span>
  );
}
