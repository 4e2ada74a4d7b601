import { useVirtualizer } from '@tanstack/react-virtual';
import type { CSSProperties, KeyboardEvent, ReactNode } from 'react';
import { useId, useMemo, useRef, useState } from 'react';
import { moveCursor, selectRange, sortRows, toggleRow } from './tableRows.ts';
import type { TableSort } from './tableRows.ts';
import type { Column } from './tableColumn.ts';
import { TableHeader } from './TableHeader.tsx';
import { TableRow } from './TableRow.tsx';
import styles from './VirtualTable.module.css';

export interface VirtualTableProps<Row> {
  /** What is listed; its accessible name. */
  readonly label: string;
  readonly rows: readonly Row[];
  readonly columns: readonly Column<Row>[];
  readonly rowKey: (row: Row) => string;
  /** A row in words, for its checkbox. */
  readonly rowName: (row: Row) => string;
  readonly sort?: TableSort;
  readonly onSortChange?: (sort: TableSort | undefined) => void;
  /** The row whose details are open. */
  readonly openKey?: string;
  readonly onOpen?: (row: Row) => void;
  /** With both, rows can be selected. */
  readonly selected?: ReadonlySet<string>;
  readonly onSelectedChange?: (selected: ReadonlySet<string>) => void;
  /** Shown in the place of rows when there are none. */
  readonly empty?: ReactNode;
}

const ROW_HEIGHT = 30;
const NONE: ReadonlySet<string> = new Set();

/** A table of thousands of rows, of which only those in sight are drawn. Arrows or j/k move, Enter opens, Space selects. */
export function VirtualTable<Row>(props: VirtualTableProps<Row>) {
  const { label, columns, rowKey, sort, onSortChange, onOpen, selected = NONE, onSelectedChange, empty } = props;
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const [cursor, setCursor] = useState<string>();
  const compare = columns.find((column) => column.id === sort?.column)?.compare;
  const rows = useMemo(() => sortRows(props.rows, compare, sort?.descending ?? false), [props.rows, compare, sort?.descending]);
  const keys = useMemo(() => rows.map(rowKey), [rows, rowKey]);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    scrollPaddingStart: ROW_HEIGHT,
    overscan: 12,
  });
  const at = cursor === undefined ? -1 : keys.indexOf(cursor);

  const select = (key: string, range: boolean): void => {
    onSelectedChange?.(range && cursor !== undefined ? selectRange(selected, keys, { from: cursor, to: key }) : toggleRow(selected, key));
    setCursor(key);
  };
  const pressed = (event: KeyboardEvent): void => {
    // Keys that are pressed on a control inside a row belong to it.
    if (event.target instanceof Element && event.target.closest('button, a, input') !== null) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / ROW_HEIGHT) - 2);
    const next = moveCursor(event.key, { index: at, count: rows.length, page });
    const row = rows[at];
    const nextKey = next === undefined ? undefined : keys[next];
    if (next !== undefined && nextKey !== undefined) {
      if (event.shiftKey && onSelectedChange !== undefined) onSelectedChange(selectRange(selected, keys, { from: cursor ?? nextKey, to: nextKey }));
      setCursor(nextKey);
      virtual.scrollToIndex(next);
    } else if (event.key === 'Enter' && row !== undefined && onOpen !== undefined) {
      onOpen(row);
    } else if (event.key === ' ' && cursor !== undefined && at >= 0 && onSelectedChange !== undefined) {
      select(cursor, false);
    } else if (event.key === 'Escape' && selected.size > 0 && onSelectedChange !== undefined) {
      onSelectedChange(NONE);
    } else {
      return;
    }
    event.preventDefault();
  };

  const selectable = onSelectedChange !== undefined;
  const tracks: CSSProperties & Record<'--tracks', string> = { '--tracks': [...(selectable ? ['32px'] : []), ...columns.map((column) => column.width)].join(' ') };
  return (
    <div
      ref={scroller}
      className={styles.scroller}
      style={tracks}
      role="grid"
      tabIndex={0}
      aria-label={label}
      aria-rowcount={rows.length + 1}
      aria-multiselectable={selectable || undefined}
      aria-activedescendant={at < 0 ? undefined : `${id}-${at}`}
      onKeyDown={pressed}
    >
      <TableHeader columns={columns} sort={sort} onSortChange={onSortChange} keys={keys} selected={selected} onSelectedChange={onSelectedChange} />
      {rows.length === 0 && empty}
      <div className={styles.rows} style={{ height: virtual.getTotalSize() }} role="rowgroup">
        {virtual.getVirtualItems().map(({ index, start }) => {
          const row = rows[index];
          const key = keys[index];
          if (row === undefined || key === undefined) return null;
          return (
            <TableRow
              key={key}
              id={`${id}-${index}`}
              index={index}
              top={start}
              row={row}
              columns={columns}
              name={props.rowName(row)}
              isCursor={key === cursor}
              isOpen={key === props.openKey}
              isSelected={selected.has(key)}
              onSelect={selectable ? (range) => select(key, range) : undefined}
              onClick={() => {
                setCursor(key);
                scroller.current?.focus({ preventScroll: true });
                onOpen?.(row);
              }}
            />
          );
        })}
      </div>
    </div>
  );
}
