import { texts } from '../texts.ts';
import styles from './BusyLine.module.css';
import { Button } from './Button.tsx';
import { Spinner } from './Spinner.tsx';

export interface BusyLineProps {
  /** What is being done: "Reading shop/deploy at 3f2c1aa". */
  readonly text: string;
  readonly onCancel?: () => void;
}

/** Says what is being done. It appears after 500 ms only, and takes its place at once, so that nothing jumps. */
export function BusyLine({ text, onCancel }: BusyLineProps) {
  return (
    <div role="status" className={styles.line}>
      <Spinner size={14} />
      <span className={styles.text}>{text}</span>
      {onCancel !== undefined && (
        <Button variant="quiet" onClick={onCancel}>
          {texts.cancel}
        </Button>
      )}
    </div>
  );
}
