import type { Place } from './model.ts';
import { NODE_HEIGHT, NODE_WIDTH } from './model.ts';

/** From one column, and from one row, to the next. */
export const COLUMN = NODE_WIDTH + 56;
export const ROW = NODE_HEIGHT + 12;
/** The same where the edges say something. */
export const LABELLED_COLUMN = NODE_WIDTH + 232;
/** How far an edge with words goes before it turns: the words stand behind the turn. */
export const TURN = 20;

/** Where a family is placed: from a row on, behind the origin if there is one. */
export interface Spot {
  readonly row: number;
  readonly column: number;
  readonly origin: string | undefined;
  readonly places: Map<string, Place>;
}
