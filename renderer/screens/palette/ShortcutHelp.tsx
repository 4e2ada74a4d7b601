import { Dialog } from '../../components/Dialog.tsx';
import { Kbd } from '../../components/Kbd.tsx';
import type { Route } from '../../state/route.ts';
import styles from './ShortcutHelp.module.css';
import { paletteTexts } from './texts.ts';

const texts = paletteTexts.keys;

export interface ShortcutHelpProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly route: Route;
}

type Shortcut = readonly [keys: string, what: string];

const EVERYWHERE: readonly Shortcut[] = [
  ['mod+k', texts.search],
  ['?', texts.help],
  ['esc', texts.back],
];
const LISTS: readonly Shortcut[] = [
  ['j', texts.nextRow],
  ['k', texts.rowBefore],
  ['enter', texts.open],
  ['space', texts.select],
];
const PLAN: readonly Shortcut[] = [
  ['j', texts.nextResource],
  ['k', texts.resourceBefore],
  ['n', texts.nextChange],
  ['p', texts.changeBefore],
  ['enter', texts.apply],
];
const GRAPH: readonly Shortcut[] = [
  ['right', texts.toOwned],
  ['left', texts.toOwner],
  ['enter', texts.openDetails],
];

/** The keys of the page that is open. */
export function ShortcutHelp({ open, onClose, route }: ShortcutHelpProps) {
  const here = route.page === 'application' ? (route.tab === 'plan' ? PLAN : route.tab === 'graph' ? GRAPH : LISTS) : route.page === 'applications' ? LISTS : [];
  return (
    <Dialog open={open} onClose={onClose} title={texts.title}>
      <div className={styles.columns}>
        <Shortcuts title={texts.everywhere} shortcuts={EVERYWHERE} />
        {here.length > 0 && <Shortcuts title={texts.here} shortcuts={here} />}
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
