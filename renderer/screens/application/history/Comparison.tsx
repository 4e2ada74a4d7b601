import { useState } from 'react';
import type { Operation } from '../../../../shared/model/operation.ts';
import { keyText } from '../../../../shared/model/kube.ts';
import { BusyLine } from '../../../components/BusyLine.tsx';
import { ResourceDiffView } from '../../../components/diff/index.ts';
import { EmptyState } from '../../../components/EmptyState.tsx';
import { ErrorNotice } from '../../../components/ErrorNotice.tsx';
import { KindGlyph } from '../../../components/KindGlyph.tsx';
import { savePageSettings, useHome } from '../../../state/home.ts';
import { useAsk } from '../../../state/requests.ts';
import styles from './History.module.css';
import { historyTexts as texts } from './texts.ts';

/** What two syncs' revisions render differently; the cluster is not asked. */
export function Comparison({ name, from, to }: { readonly name: string; readonly from: Operation; readonly to: Operation }) {
  const found = useAsk('diffRevisions', { name, from: from.revision, to: to.revision }, 0);
  const saved = useHome(({ state }) => state?.settings.page.diff) ?? 'split';
  const [chosen, setChosen] = useState<string>();
  const [whole, setWhole] = useState(false);
  const sides = { before: from.revision.slice(0, 7), after: to.revision.slice(0, 7) };
  if (found.state === 'failed') return <div className={styles.notice}><ErrorNotice error={found.error} /></div>;
  if (found.state !== 'done') return <BusyLine text={texts.comparing(sides.before, sides.after)} />;
  const { changes } = found.value;
  if (changes.length === 0) return <EmptyState title={texts.same}>{texts.sameWords(sides.before, sides.after)}</EmptyState>;
  const shown = changes.find(({ key }) => keyText(key) === chosen) ?? changes[0];
  return (
    <section className={styles.record} aria-label={texts.comparison}>
      <header className={styles.compared}>
        <h2>{texts.between(sides.before, sides.after)}</h2>
      </header>
      <ul className={styles.changes}>
        {changes.map(({ key, diff }) => (
          <li key={keyText(key)}>
            <button type="button" className={styles.change} aria-current={shown !== undefined && keyText(shown.key) === keyText(key)} onClick={() => setChosen(keyText(key))}>
              <KindGlyph kind={key.kind} size={20} />
              {key.kind} <strong>{key.name}</strong>
              <span className={styles.what}>{diff.live === undefined ? texts.added : diff.predicted === undefined ? texts.left : texts.fields(diff.changes.length)}</span>
            </button>
          </li>
        ))}
      </ul>
      {shown !== undefined && (
        <div className={styles.diff}>
          <ResourceDiffView
            key={keyText(shown.key)}
            diff={shown.diff}
            sides={{ ...sides, basis: texts.rendered }}
            mode={whole ? 'whole' : saved}
            onMode={(mode) => {
              setWhole(mode === 'whole');
              if (mode !== 'whole') void savePageSettings({ diff: mode });
            }}
          />
        </div>
      )}
    </section>
  );
}
