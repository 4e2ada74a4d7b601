import { Check, Minus } from 'lucide-react';
import { Checkbox as Radix } from 'radix-ui';
import type { MouseEvent, ReactNode } from 'react';
import { useId } from 'react';
import styles from './Checkbox.module.css';

export interface CheckboxProps {
  /** Shown beside the box, or its accessible name alone with `hideLabel`. */
  readonly label: string;
  readonly hideLabel?: boolean;
  readonly description?: ReactNode;
  readonly checked: boolean | 'indeterminate';
  readonly onChange: (checked: boolean) => void;
  readonly disabled?: boolean;
  /** For lists, where shift with a click selects up to here. */
  readonly onClick?: (event: MouseEvent) => void;
}

/** A choice that takes effect with the form or the button beside it. */
export function Checkbox({ label, hideLabel = false, description, checked, onChange, disabled = false, onClick }: CheckboxProps) {
  const id = useId();
  return (
    <span className={styles.row}>
      <Radix.Root id={id} className={styles.box} checked={checked} disabled={disabled} aria-label={hideLabel ? label : undefined} onCheckedChange={(next) => onChange(next === true)} onClick={onClick}>
        <Radix.Indicator className={styles.mark}>{checked === 'indeterminate' ? <Minus size={12} strokeWidth={3} /> : <Check size={12} strokeWidth={3} />}</Radix.Indicator>
      </Radix.Root>
      {!hideLabel && (
        <span>
          <label htmlFor={id}>{label}</label>
          {description !== undefined && <span className={styles.description}>{description}</span>}
        </span>
      )}
    </span>
  );
}
