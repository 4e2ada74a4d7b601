import { NODE_HEIGHT, NODE_WIDTH } from './model.ts';

/** From one column, and from one row, to the next. */
export const COLUMN = NODE_WIDTH + 56;
export const ROW = NODE_HEIGHT + 12;
