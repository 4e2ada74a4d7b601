import type { RefreshDepth } from '../../../shared/model/view.ts';

const DEPTHS: readonly RefreshDepth[] = ['known', 'fetch', 'hard'];

/** The one of two depths that looks further. */
export function deeper(a: RefreshDepth | undefined, b: RefreshDepth): RefreshDepth {
  return a === undefined || DEPTHS.indexOf(b) > DEPTHS.indexOf(a) ? b : a;
}
