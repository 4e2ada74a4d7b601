import { X } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { texts } from '../texts.ts';
import styles from './Dialog.module.css';
import { IconButton } from './IconButton.tsx';

export interface DialogProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: string;
  /** A sentence below the title. */
  readonly description?: ReactNode;
  readonly children?: ReactNode;
  /** Buttons, the one that acts last. */
  readonly actions?: ReactNode;
  readonly wide?: boolean;
}

/** Begins at the dialog itself, so that its words are read first and no button is ready to be hit by chance. */
function focusWhole(event: Event): void {
  event.preventDefault();
  if (event.currentTarget instanceof HTMLElement) event.currentTarget.focus();
}

/** A question that must be answered before anything else. Never opened over another one. */
export function Dialog({ open, onClose, title, description, children, actions, wide = false }: DialogProps) {
  return (
    <Radix.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className={styles.scrim} />
        <Radix.Content className={styles.dialog} data-wide={wide} onOpenAutoFocus={focusWhole} {...(description === undefined ? { 'aria-describedby': undefined } : {})}>
          <header className={styles.header}>
            <Radix.Title asChild>
              <h3>{title}</h3>
            </Radix.Title>
            <Radix.Close asChild>
              <IconButton label={texts.close} keys="esc" icon={<X size={16} />} />
            </Radix.Close>
          </header>
          {description !== undefined && <Radix.Description className={styles.description}>{description}</Radix.Description>}
          {children !== undefined && <div className={styles.body}>{children}</div>}
          {actions !== undefined && <footer className={styles.actions}>{actions}</footer>}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
