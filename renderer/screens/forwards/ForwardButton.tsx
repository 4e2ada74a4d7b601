import { Cable } from 'lucide-react';
import { Popover } from 'radix-ui';
import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { IconButton } from '../../components/IconButton.tsx';
import { TextField } from '../../components/TextField.tsx';
import type { ForwardTarget } from '../../state/forwards.ts';
import { startForward } from '../../state/forwards.ts';
import styles from './Forwards.module.css';
import type { ForwardPort } from './ports.ts';
import { parsePort } from './ports.ts';
import { forwardTexts as texts } from './texts.ts';

export interface ForwardButtonProps {
  /** The application's name. */
  readonly application: string;
  readonly target: ForwardTarget;
  readonly ports: readonly ForwardPort[];
}

/** Forwards one of the object's ports; of a pod also one that it does not name. */
export function ForwardButton({ application, target, ports }: ForwardButtonProps) {
  const [open, setOpen] = useState(false);
  const [typed, setTyped] = useState('');
  const port = parsePort(typed);
  const start = (chosen: number): void => {
    startForward(application, target, chosen);
    setOpen(false);
    setTyped('');
  };
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger asChild>
        <IconButton label={texts.forward} icon={<Cable size={16} />} />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content className={styles.choice} align="end" sideOffset={6} collisionPadding={8} aria-label={texts.forward}>
          <p>{texts.choose}</p>
          <div className={styles.ports}>
            {ports.map((each) => (
              <Button key={each.port} onClick={() => start(each.port)}>
                {each.label}
              </Button>
            ))}
          </div>
          {target.kind === 'Pod' && (
            <form
              className={styles.another}
              onSubmit={(event) => {
                event.preventDefault();
                if (port !== undefined) start(port);
              }}
            >
              <TextField label={texts.another} mono value={typed} onChange={setTyped} />
              <Button type="submit">{texts.start}</Button>
            </form>
          )}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
