import { Switch as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { useId } from 'react';
import styles from './Switch.module.css';

export interface SwitchProps {
  readonly label: string;
  /** What it does when it is on, as a sentence. */
  readonly description?: ReactNode;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly disabled?: boolean;
}

/** A setting that takes effect at once. */
export function Switch({ label, description, checked, onChange, disabled = false }: SwitchProps) {
  const id = useId();
  return (
    <div className={styles.row} data-disabled={disabled}>
      <Radix.Root id={id} className={styles.track} checked={checked} disabled={disabled} onCheckedChange={onChange} aria-describedby={description === undefined ? undefined : `${id}-what`}>
        <Radix.Thumb className={styles.thumb} />
      </Radix.Root>
      <div>
        <label htmlFor={id}>{label}</label>
        {description !== undefined && (
          <p id={`${id}-what`} className={styles.description}>
            {description}
          </p>
        )}
      </div>
    </div>
  );
}
