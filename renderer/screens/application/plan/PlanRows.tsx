import { useVirtualizer } from '@tanstack/react-virtual';
import { Check, CircleAlert, CircleDashed, CirclePlay, ChevronDown, ChevronRight, Clock } from 'lucide-react';
import { memo, useEffect, useMemo, useRef } from 'react';
import { keyWords } from '../../../../shared/model/kube.ts';
import type { PlanItem } from '../../../../shared/model/plan.ts';
import { Checkbox } from '../../../components/Checkbox.tsx';
import { KindGlyph } from '../../../components/KindGlyph.tsx';
import { isChoosable } from './choosing.ts';
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
  /** Whether a row's box is ticked; absent where nothing can be chosen. */
  readonly choice?: RowChoice | undefined;
}

/** Rows that can be left out of the sync. */
export interface RowChoice {
  isTicked(item: PlanItem): boolean;
  onTick(item: PlanItem, ticked: boolean): void;
}

const ROW_HEIGHT = 30;
const HEADING_HEIGHT = 34;

type Line = { readonly group: RowGroup } | { readonly row: PlanRow; readonly group: RowGroup; readonly position: number };

/** Headings and rows, one below the other; of a folded group its heading alone. */
function linesOf(groups: readonly RowGroup[], unfolded: boolean): readonly Line[] {
  return groups.flatMap((group): Line[] => [{ group }, ...(group.id === 'unchanged' && !unfolded ? [] : group.rows.map((row, position) => ({ row, group, position })))]);
}

/** The plan's rows in their groups; what is unchanged is folded, and only what is in sight is drawn. */
export function PlanRows({ groups, namespace, selected, byKey, onSelect, unfolded, onUnfold, choice }: PlanRowsProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const lines = useMemo(() => linesOf(groups, unfolded), [groups, unfolded]);
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (lines[index] !== undefined && 'row' in lines[index] ? ROW_HEIGHT : HEADING_HEIGHT),
    overscan: 12,
  });
  const at = selected === undefined ? -1 : lines.findIndex((line) => 'row' in line && line.row.id === selected);
  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(at);
  }, [at, virtual]);
  return (
    <div ref={scroller} className={styles.rows} role="group" aria-label={texts.rows}>
      <ul className={styles.list} style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start, size }) => {
          const line = lines[index];
          if (line === undefined) return null;
          const place = { top: start, height: size };
          if (!('row' in line)) {
            return (
              <li key={line.group.id} className={styles.slot} style={place} data-group={line.group.id}>
                <Heading group={line.group} unfolded={unfolded} onUnfold={onUnfold} />
              </li>
            );
          }
          const { row, group, position } = line;
          return (
            <li key={`${group.id} ${row.id}`} className={styles.slot} data-choice={choice !== undefined} style={place} aria-setsize={group.rows.length} aria-posinset={position + 1}>
              {choice !== undefined && isChoosable(row.item) && (
                <span className={styles.tick}>
                  <Checkbox hideLabel label={texts.choose(keyWords(row.item.key))} checked={choice.isTicked(row.item)} onChange={(ticked) => choice.onTick(row.item, ticked)} />
                </span>
              )}
              <Row row={row} namespace={namespace} selected={index === at} byKey={byKey && index === at} onSelect={onSelect} />
            </li>
          );
        })}
      </ul>
      {groups.length === 0 && <p className={styles.empty}>{texts.none}</p>}
    </div>
  );
}

function Heading({ group, unfolded, onUnfold }: { readonly group: RowGroup; readonly unfolded: boolean; readonly onUnfold: (unfolded: boolean) => void }) {
  if (group.id !== 'unchanged') {
    return (
      <h3 className={styles.heading}>
        {group.title} <span className={styles.count}>{group.rows.length.toLocaleString('en')}</span>
      </h3>
    );
  }
  return (
    <button type="button" className={styles.heading} aria-expanded={unfolded} onClick={() => onUnfold(!unfolded)}>
      {unfolded ? <ChevronDown size={14} aria-hidden="true" /> : <ChevronRight size={14} aria-hidden="true" />}
      {texts.unchangedRows(group.rows.length)}
    </button>
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
    // Keys go on from the row that they led to, wherever the focus was before.
    if (byKey) button.current?.focus({ preventScroll: true });
  }, [byKey]);
  const words = progress === undefined ? shortRowWords(item) : progress.state === 'waiting' ? texts.waiting : progress.state === 'left' ? texts.left : progress.message;
  const full = progress === undefined ? rowWords(item) : words;
  return (
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
  );
});

function ProgressIcon({ state }: { readonly state: RowProgress['state'] }) {
  if (state === 'done') return <Check size={14} className={styles.done} aria-label={texts.progress.done} />;
  if (state === 'failed') return <CircleAlert size={14} className={styles.failed} aria-label={texts.progress.failed} />;
  if (state === 'running') return <CirclePlay size={14} className={styles.waiting} aria-label={texts.progress.running} />;
  if (state === 'left') return <CircleDashed size={14} className={styles.waiting} aria-label={texts.progress.left} />;
  return <Clock size={14} className={styles.waiting} aria-label={texts.progress.waiting} />;
}
