import type { ReactNode } from 'react';

/** A column: its header, its width as a grid track ("120px", "minmax(160px, 1fr)"), and what it shows of a row. */
export interface Column<Row> {
  readonly id: string;
  readonly label: string;
  readonly width: string;
  readonly align?: 'start' | 'end';
  readonly cell: (row: Row) => ReactNode;
  /** With it the header sorts. */
  readonly compare?: (a: Row, b: Row) => number;
}
