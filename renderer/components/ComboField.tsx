import { Popover } from 'radix-ui';
import type { KeyboardEvent } from 'react';
import { useId, useState } from 'react';
import { texts } from '../texts.ts';
import { cx } from './cx.ts';
import { Field } from './Field.tsx';
import type { FieldProps } from './Field.tsx';
import styles from './Field.module.css';
import menu from './Menu.module.css';
import { suggest } from './suggest.ts';

export interface Suggestion {
  readonly value: string;
  /** A word at its right: "branch", "tag". */
  readonly detail?: string;
}

export interface ComboFieldProps extends FieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** What is known; anything else may be typed as well. */
  readonly suggestions: readonly Suggestion[];
  readonly placeholder?: string;
  readonly mono?: boolean;
  readonly disabled?: boolean;
}

/** Text with suggestions: for branches and namespaces, which may also be new. */
export function ComboField({ value, onChange, suggestions, placeholder, mono = false, disabled = false, ...field }: ComboFieldProps) {
  const listId = useId();
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const matches = suggest(suggestions, value);
  const shown = open && matches.length > 0;
  const choose = (suggestion: Suggestion | undefined): void => {
    if (suggestion !== undefined) onChange(suggestion.value);
    setOpen(false);
    setActive(-1);
  };
  const key = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      setOpen(true);
      const step = event.key === 'ArrowDown' ? 1 : -1;
      if (matches.length > 0) setActive(shown ? (active + step + matches.length) % matches.length : 0);
    } else if (event.key === 'Enter' && shown && active >= 0) {
      event.preventDefault();
      choose(matches[active]);
    } else if (event.key === 'Escape' && shown) {
      event.preventDefault();
      choose(undefined);
    }
  };
  return (
    <Field
      {...field}
      control={(ids) => (
        <Popover.Root open={shown}>
          <Popover.Anchor asChild>
            <input
              {...ids}
              type="text"
              role="combobox"
              className={cx(styles.control, mono && styles.mono)}
              aria-expanded={shown}
              aria-controls={listId}
              aria-autocomplete="list"
              aria-activedescendant={shown && active >= 0 ? `${listId}-${active}` : undefined}
              value={value}
              placeholder={placeholder}
              disabled={disabled}
              spellCheck={false}
              autoComplete="off"
              onChange={(event) => {
                onChange(event.target.value);
                setOpen(true);
                setActive(-1);
              }}
              onClick={() => setOpen(true)}
              onBlur={() => choose(undefined)}
              onKeyDown={key}
            />
          </Popover.Anchor>
          <Popover.Portal>
            {/* Focus stays in the text; the list is only pointed at. */}
            <Popover.Content
              id={listId}
              role="listbox"
              aria-label={texts.field.suggestions(field.label)}
              className={cx(menu.panel, menu.matched)}
              align="start"
              sideOffset={4}
              collisionPadding={8}
              onOpenAutoFocus={(event) => event.preventDefault()}
              onCloseAutoFocus={(event) => event.preventDefault()}
            >
              {matches.map((suggestion, index) => (
                <div
                  key={suggestion.value}
                  id={`${listId}-${index}`}
                  role="option"
                  tabIndex={-1}
                  aria-selected={index === active}
                  data-highlighted={index === active ? '' : undefined}
                  className={menu.item}
                  onPointerMove={() => setActive(index)}
                  // Before the text loses its focus, which would close the list under the pointer.
                  onPointerDown={(event) => {
                    event.preventDefault();
                    choose(suggestion);
                  }}
                >
                  <span className={cx(menu.label, mono && styles.mono)}>{suggestion.value}</span>
                  {suggestion.detail !== undefined && <span className={menu.detail}>{suggestion.detail}</span>}
                </div>
              ))}
            </Popover.Content>
          </Popover.Portal>
        </Popover.Root>
      )}
    />
  );
}
