import { Check, ChevronDown } from 'lucide-react';
import { Button } from '../../../components/Button.tsx';
import type { MenuEntry } from '../../../components/Menu.tsx';
import { Menu } from '../../../components/Menu.tsx';
import styles from './resource.module.css';

export interface ChooserProps {
  /** What is chosen: "Container". */
  readonly label: string;
  /** What the button says. */
  readonly value: string;
  readonly entries: readonly MenuEntry[];
}

/** A button that says what is chosen, and drops what there is to choose. */
export function Chooser({ label, value, entries }: ChooserProps) {
  return (
    <Menu
      trigger={
        <Button aria-label={`${label}: ${value}`} title={`${label}: ${value}`}>
          <span className={styles.chosen}>{value}</span>
          <ChevronDown size={14} aria-hidden="true" />
        </Button>
      }
      entries={[{ kind: 'heading', label }, ...entries]}
    />
  );
}

/** One of several, as rows of a chooser. */
export function choices<T>(options: readonly { readonly value: T; readonly label: string }[], chosen: T, onChoose: (value: T) => void): readonly MenuEntry[] {
  return options.map(({ value, label }) => ({ kind: 'item' as const, label, icon: value === chosen ? <Check size={14} /> : undefined, onSelect: () => onChoose(value) }));
}
