import { Check, CircleAlert, CircleDashed, ChevronDown, ChevronRight, Clock } from 'lucide-react';
import { memo, useEffect, useRef } from 'react';
import { keyWords } from '../../../../shared/model/kube.ts';
import { KindGlyph } from '../../../components/KindGlyph.tsx';
import styles from './Plan.module.css';
import type { PlanRow, RowGroup, RowProgress } from './rows.ts';
import { rowName, rowWords, shortRowWords, SIGNS } from './rows.ts';
import { planTexts as texts } from './texts.ts';

export interface PlanRowsProps {
  readonly groups: readonly RowGroup[];
  /** The plan's own namespace. */
  readonly namespace: string;
  readonly selected: string | undefined;
  /** The cursor came to the selected row by a key. */
  readonly byKey: boolean;
  readonly onSelect: (id: string) => void;
  /** Whether what is unchanged is shown. */
  readonly unfolded: boolean;
  readonly onUnfold: (unfolded: boolean) => void;
}

/** The plan's rows in their groups; what is unchanged is folded. */
export function PlanRows({ groups, namespace, selected, byKey, onSelect, unfolded, onUnfold }: PlanRowsProps) {
  return (
    <div className={styles.rows} role="group" aria-label={texts.rows}>
      {groups.map((group) => {
        const folded = group.id === 'unchanged' && !unfolded;
        return (
          <section key={group.id} aria-label={group.title} data-group={group.id}>
            {group.id === 'unchanged' ? (
              <button type="button" className={styles.heading} aria-expanded={unfolded} onClick={() => onUnfold(!unfolded)}>
                {folded ? <ChevronRight size={14} aria-hidden="true" /> : <ChevronDown size={14} aria-hidden="true" />}
                {texts.unchangedRows(group.rows.length)}
              </button>
            ) : (
              <h3 className={styles.heading}>
                {group.title} <span className={styles.count}>{group.rows.length.toLocaleString('en')}</span>
              </h3>
            )}
            {!folded && (
              <ul>
                {group.rows.map((row) => (
                  <Row key={row.id} row={row} namespace={namespace} selected={row.id === selected} byKey={byKey && row.id === selected} onSelect={onSelect} />
                ))}
              </ul>
            )}
          </section>
        );
      })}
      {groups.length === 0 && <p className={styles.empty}>{texts.none}</p>}
    </div>
  );
}

interface RowProps {
  readonly row: PlanRow;
  readonly namespace: string;
  readonly selected: boolean;
  readonly byKey: boolean;
  readonly onSelect: (id: string) => void;
}

/** A key that moves on draws two rows again, not a thousand. */
const Row = memo(function Row({ row: { id, item, progress }, namespace, selected, byKey, onSelect }: RowProps) {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!selected || button.current === null) return;
    button.current.scrollIntoView({ block: 'nearest' });
    // Keys go on from the row that they led to, wherever the focus was before.
    if (byKey) button.current.focus({ preventScroll: true });
  }, [selected, byKey]);
  const words = progress === undefined ? shortRowWords(item) : progress.state === 'waiting' ? texts.waiting : progress.state === 'left' ? texts.left : progress.message;
  const full = progress === undefined ? rowWords(item) : words;
  return (
    <li>
      <button
        ref={button}
        type="button"
        className={styles.row}
        // In full, as the row itself has no room for it.
        aria-label={[keyWords(item.key), full].filter((part) => part !== '').join(': ')}
        aria-current={selected}
        data-operation={item.skipped === true ? 'left' : item.operation}
        data-progress={progress?.state}
        onClick={() => onSelect(id)}
      >
        <span className={styles.sign} aria-hidden="true">
          {SIGNS[item.operation]}
        </span>
        <KindGlyph kind={item.key.kind} />
        <span className={styles.name} title={keyWords(item.key)}>
          <span className={styles.kind}>{item.key.kind}</span> {rowName(item, namespace)}
        </span>
        <span className={styles.words} title={full}>
          {words}
        </span>
        {progress !== undefined && <ProgressIcon state={progress.state} />}
      </button>
    </li>
  );
});

function ProgressIcon({ state }: { readonly state: RowProgress['state'] }) {
  if (state === 'done') return <Check size={14} className={styles.done} aria-label={texts.progress.done} />;
  if (state === 'failed') return <CircleAlert size={14} className={styles.failed} aria-label={texts.progress.failed} />;
  if (state === 'left') return <CircleDashed size={14} className={styles.waiting} aria-label={texts.progress.left} />;
  return <Clock size={14} className={styles.waiting} aria-label={texts.progress.waiting} />;
}
