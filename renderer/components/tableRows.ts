/** What a table is sorted by; without it rows keep the order in which they came. */
export interface TableSort {
  readonly column: string;
  readonly descending: boolean;
}

/** The rows in order. Equal rows keep theirs, so that a table does not jump when its data is sent again. */
export function sortRows<Row>(rows: readonly Row[], compare: ((a: Row, b: Row) => number) | undefined, descending: boolean): readonly Row[] {
  if (compare === undefined) return rows;
  return rows.toSorted((a, b) => (descending ? compare(b, a) : compare(a, b)));
}

/** What a click on a header makes of the sort: ascending, then descending, then as it came. */
export function nextSort(sort: TableSort | undefined, column: string): TableSort | undefined {
  if (sort?.column !== column) return { column, descending: false };
  return sort.descending ? undefined : { column, descending: true };
}

/** The selection with a row put in or taken out. */
export function toggleRow(selected: ReadonlySet<string>, key: string): ReadonlySet<string> {
  return selected.has(key) ? new Set([...selected].filter((other) => other !== key)) : new Set([...selected, key]);
}

/** The selection with everything between two rows, both included; a row that is gone selects the other alone. */
export function selectRange(selected: ReadonlySet<string>, keys: readonly string[], range: { readonly from: string; readonly to: string }): ReadonlySet<string> {
  const to = keys.indexOf(range.to);
  if (to < 0) return selected;
  const from = keys.indexOf(range.from);
  const anchor = from < 0 ? to : from;
  return new Set([...selected, ...keys.slice(Math.min(anchor, to), Math.max(anchor, to) + 1)]);
}

/** Where the cursor goes by a key, or undefined for keys that do not move it. `page` is how many rows are in sight. */
export function moveCursor(key: string, at: { readonly index: number; readonly count: number; readonly page: number }): number | undefined {
  const last = at.count - 1;
  if (last < 0) return undefined;
  switch (key) {
    case 'ArrowDown':
    case 'j':
      return Math.min(last, at.index + 1);
    case 'ArrowUp':
    case 'k':
      return Math.max(0, at.index - 1);
    case 'PageDown':
      return Math.min(last, at.index + at.page);
    case 'PageUp':
      return Math.max(0, at.index - at.page);
    case 'Home':
      return 0;
    case 'End':
      return last;
    default:
      return undefined;
  }
}
