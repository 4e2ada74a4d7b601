import { Check, CircleAlert, CircleDashed, ChevronDown, ChevronRight, Clock } from 'lucide-react';
import { useState } from 'react';
import { keyWords } from '../../../../shared/model/kube.ts';
import { KindGlyph } from '../../../components/KindGlyph.tsx';
import styles from './Plan.module.css';
import type { PlanRow, RowGroup, RowProgress } from './rows.ts';
import { rowWords, shortRowWords, SIGNS } from './rows.ts';
import { planTexts as texts } from './texts.ts';

export interface PlanRowsProps {
  readonly groups: readonly RowGroup[];
  readonly selected: string | undefined;
  readonly onSelect: (id: string) => void;
}

/** The plan's rows in their groups; what is unchanged is folded. */
export function PlanRows({ groups, selected, onSelect }: PlanRowsProps) {
  const [unfolded, setUnfolded] = useState(false);
  return (
    <div className={styles.rows}>
      {groups.map((group) => {
        const folded = group.id === 'unchanged' && !unfolded;
        return (
          <section key={group.id} aria-label={group.title} data-group={group.id}>
            {group.id === 'unchanged' ? (
              <button type="button" className={styles.heading} aria-expanded={unfolded} onClick={() => setUnfolded(!unfolded)}>
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
                  <Row key={row.id} row={row} selected={row.id === selected} onSelect={onSelect} />
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

function Row({ row: { id, item, progress }, selected, onSelect }: { readonly row: PlanRow; readonly selected: boolean; readonly onSelect: (id: string) => void }) {
  const words = progress === undefined ? shortRowWords(item) : progress.state === 'waiting' ? texts.waiting : progress.state === 'left' ? texts.left : progress.message;
  return (
    <li>
      <button type="button" className={styles.row} aria-current={selected} data-operation={item.skipped === true ? 'left' : item.operation} data-progress={progress?.state} onClick={() => onSelect(id)}>
        <span className={styles.sign} aria-hidden="true">
          {SIGNS[item.operation]}
        </span>
        <KindGlyph kind={item.key.kind} />
        <span className={styles.name} title={keyWords(item.key)}>
          {keyWords(item.key)}
        </span>
        {progress !== undefined && <ProgressIcon state={progress.state} />}
        <span className={styles.words} title={progress === undefined ? rowWords(item) : words}>
          {words}
        </span>
      </button>
    </li>
  );
}

function ProgressIcon({ state }: { readonly state: RowProgress['state'] }) {
  if (state === 'done') return <Check size={14} className={styles.done} aria-label={texts.progress.done} />;
  if (state === 'failed') return <CircleAlert size={14} className={styles.failed} aria-label={texts.progress.failed} />;
  if (state === 'left') return <CircleDashed size={14} className={styles.waiting} aria-label={texts.progress.left} />;
  return <Clock size={14} className={styles.waiting} aria-label={texts.progress.waiting} />;
}
