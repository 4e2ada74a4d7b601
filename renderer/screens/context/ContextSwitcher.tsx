import { Check, ChevronDown } from 'lucide-react';
import { Popover } from 'radix-ui';
import type { KeyboardEvent } from 'react';
import { useMemo, useState } from 'react';
import { ContextChip } from '../../components/ContextChip.tsx';
import { FilterInput } from '../../components/FilterInput.tsx';
import type { ContextState } from '../../../shared/model/home.ts';
import { host } from '../../client/index.ts';
import { savePageSettings, useHome } from '../../state/home.ts';
import { connectionWords } from './connectionWords.ts';
import styles from './ContextSwitcher.module.css';
import { orderContexts } from './orderContexts.ts';
import { contextTexts } from './texts.ts';

/**
 * Narrows what is shown to a context, and is what New application begins with. It retargets no application, edits no
 * kubeconfig, and waits for nothing: a context is asked how it is only when it is chosen.
 */
export function ContextSwitcher() {
  const contexts = useHome(({ state }) => state?.contexts) ?? [];
  const chosen = useHome(({ state }) => state?.settings.page.context) ?? '';
  const [open, setOpen] = useState(false);
  // Where nothing is chosen and there is but one, as without a kubeconfig, that one is what everything is about.
  const only = chosen === '' && contexts.length === 1 ? contexts[0] : undefined;
  const current = contexts.find((context) => context.name === chosen) ?? only;
  const choose = (name: string): void => {
    setOpen(false);
    void savePageSettings({ context: name });
    if (name !== '') void host.call('probe', { context: name });
  };
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger className={styles.trigger} aria-label={contextTexts.label}>
        {current === undefined ? <span className={styles.all}>{chosen === '' ? contextTexts.all : contextTexts.gone(chosen)}</span> : <ContextChip name={current.name} context={current} />}
        <ChevronDown size={14} aria-hidden="true" />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content className={styles.panel} align="start" sideOffset={6} collisionPadding={8} aria-label={contextTexts.label} onKeyDown={moveByArrows}>
          <ContextList contexts={contexts} chosen={chosen} onChoose={choose} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

interface ContextListProps {
  readonly contexts: readonly ContextState[];
  readonly chosen: string;
  readonly onChoose: (name: string) => void;
}

/** More than these are found by typing: a kubeconfig may have thousands. */
const SHOWN = 100;

function ContextList({ contexts, chosen, onChoose }: ContextListProps) {
  const [text, setText] = useState('');
  const problems = useHome(({ state }) => state?.kubeconfig.problems) ?? [];
  const files = useHome(({ state }) => state?.kubeconfig.files) ?? [];
  const found = useMemo(() => orderContexts(contexts, text), [contexts, text]);
  return (
    <div className={styles.content}>
      <FilterInput label={contextTexts.filter} value={text} onChange={setText} found={{ shown: found.length, all: contexts.length }} />
      <ul className={styles.list}>
        <li>
          <button type="button" className={styles.item} aria-current={chosen === ''} onClick={() => onChoose('')}>
            <span className={styles.all}>{contextTexts.all}</span>
            {chosen === '' && <Check size={14} aria-hidden="true" className={styles.check} />}
          </button>
        </li>
        {found.slice(0, SHOWN).map((context) => (
          <li key={context.name}>
            <button type="button" className={styles.item} aria-current={context.name === chosen} onClick={() => onChoose(context.name)}>
              <ContextChip name={context.name} context={context} />
              <span className={styles.state} data-state={context.connection.state} title={connectionWords(context).exact}>
                {connectionWords(context).short}
              </span>
              {context.name === chosen && <Check size={14} aria-hidden="true" className={styles.check} />}
            </button>
          </li>
        ))}
      </ul>
      {found.length > SHOWN && <p className={styles.note}>{contextTexts.more(found.length - SHOWN)}</p>}
      {found.length === 0 && <p className={styles.note}>{contextTexts.none}</p>}
      {problems.map((problem) => (
        <p key={problem} className={styles.problem}>
          {problem}
        </p>
      ))}
      <p className={styles.note}>{contextTexts.files(files)}</p>
    </div>
  );
}

function moveByArrows(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  event.preventDefault();
  const step = event.key === 'ArrowDown' ? 1 : -1;
  const stops = [...event.currentTarget.querySelectorAll<HTMLElement>('input, button[class]')].filter((stop) => stop.tabIndex >= 0);
  const at = stops.findIndex((stop) => stop === document.activeElement);
  stops[Math.min(stops.length - 1, Math.max(0, at + step))]?.focus();
}
