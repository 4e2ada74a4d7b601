import { Check } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import type { ReactNode } from 'react';
import { cx } from './cx.ts';
import { Kbd } from './Kbd.tsx';
import styles from './Menu.module.css';

/** A row of a menu. */
export type MenuEntry =
  | {
      readonly kind: 'item';
      readonly label: string;
      readonly icon?: ReactNode;
      readonly keys?: string;
      readonly danger?: boolean;
      /** Why it cannot be chosen; shown below its label. */
      readonly disabledReason?: string;
      readonly onSelect: () => void;
    }
  | { readonly kind: 'checkbox'; readonly label: string; readonly checked: boolean; readonly onChange: (checked: boolean) => void }
  | { readonly kind: 'heading'; readonly label: string }
  | { readonly kind: 'separator'; readonly id: string };

export interface MenuProps {
  /** The button that opens it. */
  readonly trigger: ReactNode;
  readonly entries: readonly MenuEntry[];
  readonly align?: 'start' | 'end';
}

/** A menu that drops from a button. */
export function Menu({ trigger, entries, align = 'start' }: MenuProps) {
  // Labels stand below each other, whether or not their own row has an icon.
  const indented = entries.some((entry) => entry.kind === 'checkbox' || (entry.kind === 'item' && entry.icon !== undefined));
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className={styles.panel} align={align} sideOffset={4} collisionPadding={8}>
          {entries.map((entry) => (
            <Entry key={entry.kind === 'separator' ? entry.id : entry.label} entry={entry} indented={indented} />
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

function Entry({ entry, indented }: { readonly entry: MenuEntry; readonly indented: boolean }) {
  switch (entry.kind) {
    case 'separator':
      return <DropdownMenu.Separator className={styles.separator} />;
    case 'heading':
      return <DropdownMenu.Label className={styles.heading}>{entry.label}</DropdownMenu.Label>;
    case 'checkbox':
      return (
        // Several boxes are often changed in a row, so the menu stays.
        <DropdownMenu.CheckboxItem className={styles.item} checked={entry.checked} onCheckedChange={entry.onChange} onSelect={(event) => event.preventDefault()}>
          <span className={styles.slot}>
            <DropdownMenu.ItemIndicator>
              <Check size={14} />
            </DropdownMenu.ItemIndicator>
          </span>
          <span className={styles.label}>{entry.label}</span>
        </DropdownMenu.CheckboxItem>
      );
    case 'item':
      return (
        <DropdownMenu.Item className={cx(styles.item, entry.danger === true && styles.danger)} disabled={entry.disabledReason !== undefined} onSelect={entry.onSelect}>
          {indented && <span className={styles.slot}>{entry.icon}</span>}
          <span className={styles.label}>
            {entry.label}
            {entry.disabledReason !== undefined && <span className={styles.reason}>{entry.disabledReason}</span>}
          </span>
          {entry.keys !== undefined && <Kbd keys={entry.keys} />}
        </DropdownMenu.Item>
      );
  }
}
