import { CircleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import type { ErrorShape } from '../../shared/model/errors.ts';
import { texts } from '../texts.ts';
import styles from './ErrorNotice.module.css';

export interface ErrorNoticeProps {
  readonly error: ErrorShape;
  /** Buttons for what can be done. */
  readonly actions?: ReactNode;
}

/** An error where it happened: what did not happen and why, what can be done, and buttons to do it. */
export function ErrorNotice({ error, actions }: ErrorNoticeProps) {
  return (
    <div role="alert" className={styles.notice}>
      <CircleAlert size={16} aria-hidden="true" />
      <div className={styles.words}>
        <p className={styles.message} title={texts.error.code(error.code)}>
          {error.message}
        </p>
        {error.hint !== undefined && <p className={styles.hint}>{error.hint}</p>}
        {actions !== undefined && <div className={styles.actions}>{actions}</div>}
      </div>
    </div>
  );
}
