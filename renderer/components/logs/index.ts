/** A container's log: a ring of lines (`buffer`), what matches a filter (`matches`), and the view of both. */
export type { LogEntry } from './buffer.ts';
export { LogBuffer } from './buffer.ts';
export type { LogState } from './LogView.tsx';
export { LogView } from './LogView.tsx';
