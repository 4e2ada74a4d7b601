import type { Ref } from 'react';
import { cx } from './cx.ts';
import { Field } from './Field.tsx';
import type { FieldProps } from './Field.tsx';
import styles from './Field.module.css';

export interface TextFieldProps extends FieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly placeholder?: string;
  /** For what is typed letter by letter: URLs, paths, names. */
  readonly mono?: boolean;
  readonly disabled?: boolean;
  readonly ref?: Ref<HTMLInputElement>;
}

/** One line of text. */
export function TextField({ value, onChange, placeholder, mono = false, disabled = false, ref, ...field }: TextFieldProps) {
  return (
    <Field
      {...field}
      control={(ids) => (
        <input
          {...ids}
          ref={ref}
          type="text"
          className={cx(styles.control, mono && styles.mono)}
          value={value}
          placeholder={placeholder}
          disabled={disabled}
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    />
  );
}
