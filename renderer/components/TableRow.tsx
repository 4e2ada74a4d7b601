import { texts } from '../texts.ts';
import { Checkbox } from './Checkbox.tsx';
import type { Column } from './tableColumn.ts';
import styles from './VirtualTable.module.css';

interface TableRowProps<Row> {
  readonly id: string;
  readonly index: number;
  /** Where it stands below the header, in pixels. */
  readonly top: number;
  readonly row: Row;
  readonly columns: readonly Column<Row>[];
  readonly name: string;
  readonly isCursor: boolean;
  readonly isOpen: boolean;
  readonly isSelected: boolean;
  /** `range`: everything from the cursor to here. */
  readonly onSelect: ((range: boolean) => void) | undefined;
  readonly onClick: () => void;
}

/** One row. Focus stays on the table, whose keys act on the row under the cursor. */
export function TableRow<Row>({ id, index, top, row, columns, name, isCursor, isOpen, isSelected, onSelect, onClick }: TableRowProps<Row>) {
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the grid itself takes the keys
    <div
      id={id}
      role="row"
      tabIndex={-1}
      aria-rowindex={index + 2}
      aria-selected={onSelect === undefined ? undefined : isSelected}
      className={styles.row}
      data-cursor={isCursor}
      data-open={isOpen}
      style={{ translate: `0 ${top}px` }}
      onClick={onClick}
    >
      {onSelect !== undefined && (
        // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- only keeps the box's click from opening the row
        <div role="gridcell" tabIndex={-1} className={styles.box} onClick={(event) => event.stopPropagation()}>
          <Checkbox
            label={texts.table.selectRow(name)}
            hideLabel
            checked={isSelected}
            onChange={() => undefined}
            onClick={(event) => onSelect(event.shiftKey)}
          />
        </div>
      )}
      {columns.map((column) => (
        <div key={column.id} role="gridcell" tabIndex={-1} className={styles.cell} data-align={column.align}>
          {column.cell(row)}
        </div>
      ))}
    </div>
  );
}
