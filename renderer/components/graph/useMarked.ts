import { useEffect, useMemo, useRef, useState } from 'react';
import { changedIds, digestGraph } from './changes.ts';
import type { GraphNode } from './model.ts';

const MARKED_FOR = 2000;
const NONE: ReadonlySet<string> = new Set();

/** What is new or shows another state, for a moment. */
export function useMarked(nodes: readonly GraphNode[]): ReadonlySet<string> {
  const digest = useMemo(() => digestGraph(nodes), [nodes]);
  const before = useRef<ReadonlyMap<string, string>>(undefined);
  const [marked, setMarked] = useState(NONE);
  useEffect(() => {
    const changed = changedIds(before.current, digest);
    before.current = digest;
    if (changed.size > 0) setMarked(changed);
  }, [digest]);
  useEffect(() => {
    if (marked.size === 0) return;
    const timer = setTimeout(() => setMarked(NONE), MARKED_FOR);
    return () => clearTimeout(timer);
  }, [marked]);
  return marked;
}
