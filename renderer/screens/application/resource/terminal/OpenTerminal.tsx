import { SquareTerminal } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../../../components/Button.tsx';
import { TextField } from '../../../../components/TextField.tsx';
import { resourceTexts } from '../texts.ts';
import styles from './terminal.module.css';

const texts = resourceTexts.terminal;

export interface OpenTerminalProps {
  readonly context: string;
  readonly isProtected: boolean;
  /** Nothing may be run in it; why is said. */
  readonly isReadOnly: boolean;
  readonly pod: string;
  readonly container: string;
  /** One was open already. */
  readonly again: boolean;
  /** With what was typed for a protected context. */
  readonly onOpen: (confirmContext: string | undefined) => void;
}

/** Says where a shell would run, and opens it: in a protected context only when its name is typed. */
export function OpenTerminal({ context, isProtected, isReadOnly, pod, container, again, onOpen }: OpenTerminalProps) {
  const [typed, setTyped] = useState('');
  const missing = isReadOnly ? texts.readOnly(context) : isProtected && typed !== context ? texts.protectedName(context) : undefined;
  return (
    <form
      className={styles.open}
      onSubmit={(event) => {
        event.preventDefault();
        if (missing === undefined) onOpen(isProtected ? typed : undefined);
      }}
    >
      <p>{isReadOnly ? texts.readOnly(context) : texts.opens(container, pod, context)}</p>
      {isProtected && !isReadOnly && <TextField label={texts.name} hint={texts.protectedName(context)} mono value={typed} onChange={setTyped} />}
      <div>
        <Button type="submit" variant="primary" icon={<SquareTerminal size={16} />} {...(missing === undefined ? {} : { disabledReason: missing })}>
          {again ? texts.again : texts.open}
        </Button>
      </div>
    </form>
  );
}
