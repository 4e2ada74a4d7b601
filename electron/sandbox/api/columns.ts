import type { Dict, Value } from '../model/values.ts';

/** A column as meta/v1 TableColumnDefinition has it. */
export interface Column {
  readonly name: string;
  readonly type?: string;
  readonly format?: string;
  /** 0 is always shown, 1 with `-o wide`. */
  readonly priority?: number;
}

/** A kind's columns after its name, and a row's cells for them. */
export interface Printer {
  readonly columns: readonly Column[];
  cells(object: Dict, now: number): Value[];
}
