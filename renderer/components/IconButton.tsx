import type { ComponentProps, ReactNode } from 'react';
import styles from './Button.module.css';
import { cx } from './cx.ts';
import { Tooltip } from './Tooltip.tsx';

export interface IconButtonProps extends Omit<ComponentProps<'button'>, 'className' | 'style' | 'disabled' | 'children'> {
  /** What it does: its accessible name and its tooltip. */
  readonly label: string;
  readonly icon: ReactNode;
  /** Keys that do the same, as `Kbd` takes them. */
  readonly keys?: string;
  /** For a button that switches something on and off. */
  readonly pressed?: boolean;
}

/** A button that is an icon alone, with its words in a tooltip. */
export function IconButton({ label, icon, keys, pressed, ...rest }: IconButtonProps) {
  return (
    <Tooltip text={label} keys={keys}>
      <button type="button" {...rest} aria-label={label} aria-pressed={pressed} className={cx(styles.button, styles.quiet, styles.icon, pressed === true && styles.pressed)}>
        {icon}
      </button>
    </Tooltip>
  );
}
