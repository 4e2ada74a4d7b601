import type { ReactNode } from 'react';
import { useId } from 'react';
import { texts } from '../texts.ts';
import styles from './Field.module.css';
import { FieldCheck } from './FieldCheck.tsx';
import type { FieldCheckState } from './FieldCheck.tsx';

/** What every field has around its control. */
export interface FieldProps {
  readonly label: string;
  /** A sentence below the control, when there is more to know than the label says. */
  readonly hint?: ReactNode;
  readonly optional?: boolean;
  readonly check?: FieldCheckState;
}

/** What the control takes over, so that its words are read with it. */
export interface ControlIds {
  readonly id: string;
  readonly 'aria-describedby': string | undefined;
  readonly 'aria-invalid': true | undefined;
}

interface FrameProps extends FieldProps {
  readonly control: (ids: ControlIds) => ReactNode;
}

/** Label, control, hint and check: the check at the right where there is room, else below. */
export function Field({ label, hint, optional = false, check, control }: FrameProps) {
  const id = useId();
  const described = [...(hint === undefined ? [] : [`${id}-hint`]), ...(check === undefined ? [] : [`${id}-check`])].join(' ');
  return (
    <div className={styles.container}>
      <div className={styles.field}>
        <div className={styles.main}>
          <label htmlFor={id} className={styles.label}>
            {label}
            {optional && <span className={styles.optional}>{texts.field.optional}</span>}
          </label>
          <div>{control({ id, 'aria-describedby': described === '' ? undefined : described, 'aria-invalid': check?.kind === 'error' || undefined })}</div>
          {hint !== undefined && (
            <p id={`${id}-hint`} className={styles.hint}>
              {hint}
            </p>
          )}
        </div>
        <div className={styles.check}>{check !== undefined && <FieldCheck id={`${id}-check`} check={check} />}</div>
      </div>
    </div>
  );
}
