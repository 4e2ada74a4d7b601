import { Cable } from 'lucide-react';
import { Popover } from 'radix-ui';
import { useForwards } from '../../state/forwards.ts';
import { ForwardRow } from './ForwardRow.tsx';
import styles from './Forwards.module.css';
import { forwardTexts as texts } from './texts.ts';

/** How many ports are forwarded, wherever one is; nothing where none is. */
export function Forwards() {
  const forwards = useForwards();
  if (forwards.length === 0) return null;
  return (
    <Popover.Root>
      <Popover.Trigger className={styles.trigger} aria-label={texts.count(forwards.length)}>
        <Cable size={16} aria-hidden="true" />
        {forwards.length}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content className={styles.panel} align="end" sideOffset={6} collisionPadding={8} aria-label={texts.list}>
          {forwards.map((forward) => (
            <ForwardRow key={forward.id} forward={forward} />
          ))}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
