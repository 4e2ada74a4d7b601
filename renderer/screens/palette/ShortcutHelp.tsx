import { Dialog } from '../../components/Dialog.tsx';
import { Kbd } from '../../components/Kbd.tsx';
import type { Route } from '../../state/route.ts';
import styles from './ShortcutHelp.module.css';

export interface ShortcutHelpProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly route: Route;
}

type Shortcut = readonly [keys: string, what: string];

const EVERYWHERE: readonly Shortcut[] = [
  ['mod+k', 'Search or do anything'],
  ['?', 'The keys of this page'],
  ['esc', 'One step back: a menu, a drawer, a filter'],
];
const LISTS: readonly Shortcut[] = [
  ['j', 'Next row'],
  ['k', 'Row before'],
  ['enter', 'Open'],
  ['space', 'Select'],
];
const PLAN: readonly Shortcut[] = [
  ['j', 'Next resource'],
  ['k', 'Resource before'],
  ['n', 'Next change in the diff'],
  ['p', 'Change before'],
  ['enter', 'Apply'],
];
const GRAPH: readonly Shortcut[] = [
  ['right', 'To what it owns'],
  ['left', 'To what owns it'],
  ['enter', 'Open its details'],
];

/** The keys of the page that is open. */
export function ShortcutHelp({ open, onClose, route }: ShortcutHelpProps) {
  const here = route.page === 'application' ? (route.tab === 'plan' ? PLAN : route.tab === 'graph' ? GRAPH : LISTS) : route.page === 'applications' ? LISTS : [];
  return (
    <Dialog open={open} onClose={onClose} title="Keys">
      <div className={styles.columns}>
        <Shortcuts title="Everywhere" shortcuts={EVERYWHERE} />
        {here.length > 0 && <Shortcuts title="On this page" shortcuts={here} />}
      </div>
    </Dialog>
  );
}

function Shortcuts({ title, shortcuts }: { readonly title: string; readonly shortcuts: readonly Shortcut[] }) {
  return (
    <section>
      <h4 className={styles.title}>{title}</h4>
      <dl className={styles.list}>
        {shortcuts.map(([keys, what]) => (
          <div key={keys} className={styles.row}>
            <dt>
              <Kbd keys={keys} />
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
