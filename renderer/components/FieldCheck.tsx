import { Check, CircleAlert, TriangleAlert } from 'lucide-react';
import { texts } from '../texts.ts';
import styles from './FieldCheck.module.css';
import { Spinner } from './Spinner.tsx';

/** What is known about a field's value. */
export type FieldCheckState =
  | { readonly kind: 'checking'; readonly message?: string }
  | { readonly kind: 'ok'; readonly message: string }
  | { readonly kind: 'warning'; readonly message: string; readonly hint?: string }
  | { readonly kind: 'error'; readonly message: string; readonly hint?: string };

/** The line beside a field that says what was found: checked as one types. */
export function FieldCheck({ id, check }: { readonly id?: string; readonly check: FieldCheckState }) {
  const hint = check.kind === 'warning' || check.kind === 'error' ? check.hint : undefined;
  return (
    <div id={id} role="status" className={styles.check} data-kind={check.kind}>
      <Icon kind={check.kind} />
      <span className={styles.words}>
        {check.message ?? texts.field.checking}
        {hint !== undefined && <span className={styles.hint}>{hint}</span>}
      </span>
    </div>
  );
}

function Icon({ kind }: { readonly kind: FieldCheckState['kind'] }) {
  switch (kind) {
    case 'checking':
      return <Spinner size={14} />;
    case 'ok':
      return <Check size={14} aria-hidden="true" />;
    case 'warning':
      return <TriangleAlert size={14} aria-hidden="true" />;
    case 'error':
      return <CircleAlert size={14} aria-hidden="true" />;
  }
}
