import type { ComponentProps, MouseEvent, ReactNode } from 'react';
import styles from './Button.module.css';
import { cx } from './cx.ts';
import { Spinner } from './Spinner.tsx';
import { Tooltip } from './Tooltip.tsx';

export interface ButtonProps extends Omit<ComponentProps<'button'>, 'className' | 'style' | 'disabled'> {
  /** One primary button at most in a view; `danger` for what deletes. */
  readonly variant?: 'primary' | 'secondary' | 'quiet' | 'danger';
  readonly icon?: ReactNode;
  /** What was asked is under way: the button keeps its place and focus, and cannot be pressed again. */
  readonly busy?: boolean;
  /** Why it cannot be pressed; it stays reachable, so that the reason can be read. */
  readonly disabledReason?: string;
}

/** A button: a verb with its object. */
export function Button({ variant = 'secondary', icon, busy = false, disabledReason, onClick, children, ...rest }: ButtonProps) {
  const inert = busy || disabledReason !== undefined;
  const button = (
    <button
      type="button"
      {...rest}
      className={cx(styles.button, styles[variant])}
      aria-busy={busy || undefined}
      aria-disabled={inert || undefined}
      onClick={inert ? swallow : onClick}
    >
      {busy ? <Spinner /> : icon}
      {children}
    </button>
  );
  return disabledReason === undefined ? button : <Tooltip text={disabledReason}>{button}</Tooltip>;
}

/** An inert submit button must not send its form either. */
function swallow(event: MouseEvent): void {
  event.preventDefault();
}
