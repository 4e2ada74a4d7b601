import { ArrowDown, ArrowUp } from 'lucide-react';
import { texts } from '../texts.ts';
import { Checkbox } from './Checkbox.tsx';
import { nextSort } from './tableRows.ts';
import type { TableSort } from './tableRows.ts';
import type { Column } from './tableColumn.ts';
import styles from './VirtualTable.module.css';

interface TableHeaderProps<Row> {
  readonly columns: readonly Column<Row>[];
  readonly sort: TableSort | undefined;
  readonly onSortChange: ((sort: TableSort | undefined) => void) | undefined;
  readonly keys: readonly string[];
  readonly selected: ReadonlySet<string>;
  readonly onSelectedChange: ((selected: ReadonlySet<string>) => void) | undefined;
}

/** A table's header: it stays in sight, sorts by click, and selects all rows that are shown. */
export function TableHeader<Row>({ columns, sort, onSortChange, keys, selected, onSelectedChange }: TableHeaderProps<Row>) {
  const count = keys.filter((key) => selected.has(key)).length;
  const all = count > 0 && count === keys.length;
  return (
    <div role="row" aria-rowindex={1} tabIndex={-1} className={styles.header}>
      {onSelectedChange !== undefined && (
        <div role="columnheader" tabIndex={-1} className={styles.box}>
          <Checkbox label={texts.table.selectAll} hideLabel checked={all || (count > 0 && 'indeterminate')} onChange={() => onSelectedChange(new Set(all ? [] : keys))} />
        </div>
      )}
      {columns.map((column) => {
        const sorted = sort?.column === column.id ? sort : undefined;
        const sortable = column.compare !== undefined && onSortChange !== undefined;
        return (
          <div key={column.id} role="columnheader" tabIndex={-1} className={styles.heading} data-align={column.align} aria-sort={!sortable ? undefined : sorted === undefined ? 'none' : sorted.descending ? 'descending' : 'ascending'}>
            {sortable ? (
              <button type="button" className={styles.sort} title={texts.table.sortBy(column.label.toLowerCase())} onClick={() => onSortChange(nextSort(sort, column.id))}>
                {column.label}
                {sorted !== undefined && (sorted.descending ? <ArrowDown size={12} aria-hidden="true" /> : <ArrowUp size={12} aria-hidden="true" />)}
              </button>
            ) : (
              column.label
            )}
          </div>
        );
      })}
    </div>
  );
}
