import { ListFilter, X } from 'lucide-react';
import type { KeyboardEvent, Ref } from 'react';
import { texts } from '../texts.ts';
import styles from './FilterInput.module.css';

export interface FilterInputProps {
  /** What is filtered: "Filter applications". */
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** How many are left of how many; shown while there is a filter. */
  readonly found?: { readonly shown: number; readonly all: number };
  readonly ref?: Ref<HTMLInputElement>;
}

/** Narrows a list as one types. Esc empties it first, and goes further only when it is empty. */
export function FilterInput({ label, value, onChange, found, ref }: FilterInputProps) {
  const clearOnEscape = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || value === '') return;
    event.preventDefault();
    onChange('');
  };
  return (
    <div className={styles.filter}>
      <ListFilter size={14} aria-hidden="true" />
      <input ref={ref} type="text" spellCheck={false} aria-label={label} placeholder={label} value={value} onChange={(event) => onChange(event.target.value)} onKeyDown={clearOnEscape} />
      {value !== '' && found !== undefined && <span className={styles.found}>{texts.filter.found(found.shown, found.all)}</span>}
      {value !== '' && (
        <button type="button" className={styles.clear} aria-label={texts.filter.clear} onClick={() => onChange('')}>
          <X size={14} />
        </button>
      )}
    </div>
  );
}
