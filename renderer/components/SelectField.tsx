import { Check, ChevronDown } from 'lucide-react';
import { Select } from 'radix-ui';
import type { ReactNode } from 'react';
import { texts } from '../texts.ts';
import { cx } from './cx.ts';
import { Field } from './Field.tsx';
import type { FieldProps } from './Field.tsx';
import styles from './Field.module.css';
import menu from './Menu.module.css';

export interface SelectOption {
  readonly value: string;
  readonly label: string;
  readonly icon?: ReactNode;
}

export interface SelectFieldProps extends FieldProps {
  /** Empty while nothing is chosen. */
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly options: readonly SelectOption[];
  readonly disabled?: boolean;
}

/** One of a list. */
export function SelectField({ value, onChange, options, disabled = false, ...field }: SelectFieldProps) {
  return (
    <Field
      {...field}
      control={(ids) => (
        <Select.Root value={value} onValueChange={onChange} disabled={disabled}>
          <Select.Trigger {...ids} className={cx(styles.control, styles.select)}>
            <Select.Value placeholder={texts.field.choose} />
            <ChevronDown size={14} aria-hidden="true" />
          </Select.Trigger>
          <Select.Portal>
            <Select.Content className={cx(menu.panel, menu.matched)} position="popper" sideOffset={4} collisionPadding={8}>
              <Select.Viewport>
                {options.map((option) => (
                  <Select.Item key={option.value} value={option.value} className={menu.item}>
                    {option.icon}
                    <span className={menu.label}>
                      <Select.ItemText>{option.label}</Select.ItemText>
                    </span>
                    <Select.ItemIndicator className={menu.slot}>
                      <Check size={14} />
                    </Select.ItemIndicator>
                  </Select.Item>
                ))}
              </Select.Viewport>
            </Select.Content>
          </Select.Portal>
        </Select.Root>
      )}
    />
  );
}
