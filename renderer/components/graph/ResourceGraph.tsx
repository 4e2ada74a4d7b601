import { ReactFlowProvider } from '@xyflow/react';
import type { ReactNode } from 'react';
import { useMemo, useState } from 'react';
import { EmptyState } from '../EmptyState.tsx';
import { texts } from '../../texts.ts';
import { filterGraph, isEverything } from './filter.ts';
import { foldGroups } from './fold.ts';
import styles from './graph.module.css';
import { GraphCanvas } from './GraphCanvas.tsx';
import { GraphToolbar } from './GraphToolbar.tsx';
import type { Layout } from './layout.ts';
import { layoutGraph } from './layout.ts';
import type { GraphFilter, GraphItem, GraphNode } from './model.ts';
import { COLUMN, LABELLED_COLUMN } from './places.ts';
import { sameItem, sameNode, sameShape, useReuse } from './reuse.ts';
import { useMarked } from './useMarked.ts';

export interface ResourceGraphProps {
  readonly nodes: readonly GraphNode[];
  readonly filter: GraphFilter;
  readonly selectedId?: string;
  /** So many pixels of its right side are covered: what is selected is kept clear of them. */
  readonly covered?: number;
  /** Leaves room for words on the edges. */
  readonly labelled?: boolean;
  /** Beside the filters: before and after them. */
  readonly lead?: ReactNode;
  readonly trail?: ReactNode;
  readonly onFilter: (filter: GraphFilter) => void;
  /** A node was chosen by click or key; undefined: none any more. */
  readonly onSelect: (id: string | undefined) => void;
  /** Enter, or a double click. */
  readonly onOpen: (id: string) => void;
}

/** An application's resources and what they own, with filters. */
export function ResourceGraph({ nodes: told, filter, selectedId, covered = 0, labelled = false, lead, trail, onFilter, onSelect, onOpen }: ResourceGraphProps) {
  const [unfolded, setUnfolded] = useState<ReadonlySet<string>>(new Set());
  const [groupCursor, setGroupCursor] = useState<string>();
  const [lastSelected, setLastSelected] = useState<string>();
  const nodes = useReuse(told, sameNode);
  const filtered = useMemo(() => filterGraph(nodes, filter), [nodes, filter]);
  const folded = useMemo(() => foldGroups(filtered, unfolded), [filtered, unfolded]);
  const items = useReuse(folded.items, sameItem);
  const shape = useReuse(items, sameShape);
  const laidOut = useMemo(() => tryLayout(shape, labelled ? LABELLED_COLUMN : COLUMN), [shape, labelled]);
  const marked = useMarked(nodes);
  const matches = useMemo(() => filtered.filter((entry) => entry.matched).length, [filtered]);

  // Whoever selects from elsewhere (a link, a list) must find the node in the graph, not inside of a group.
  if (selectedId !== lastSelected) {
    setLastSelected(selectedId);
    const group = selectedId === undefined ? undefined : folded.groupOf.get(selectedId);
    if (group !== undefined && !unfolded.has(group)) setUnfolded(new Set([...unfolded, group]));
  }

  const toggle = (group: string): void => {
    if (!unfolded.has(group)) setUnfolded(new Set([...unfolded, group]));
    else {
      setUnfolded(new Set([...unfolded].filter((other) => other !== group)));
      if (selectedId !== undefined && folded.groupOf.get(selectedId) === group) onSelect(undefined);
    }
  };
  const onCursor = (item: GraphItem | undefined): void => {
    setGroupCursor(item?.type === 'group' ? item.id : undefined);
    if (item?.type !== 'group') onSelect(item?.id);
  };
  const onActivate = (item: GraphItem): void => {
    if (item.type === 'resource') onOpen(item.id);
    else {
      setGroupCursor(item.id);
      toggle(item.id);
    }
  };

  return (
    <div className={styles.graph}>
      <GraphToolbar nodes={nodes} filter={filter} found={matches} lead={lead} trail={trail} onFilter={onFilter} />
      {'error' in laidOut ? (
        <p role="alert" className={styles.failure}>
          {texts.graph.failed(laidOut.error)}
        </p>
      ) : matches === 0 && !isEverything(filter) ? (
        <EmptyState title={texts.graph.none}>{texts.graph.noneWords(nodes.length)}</EmptyState>
      ) : (
        <ReactFlowProvider>
          <GraphCanvas items={items} shape={shape} layout={laidOut.layout} cursor={groupCursor ?? selectedId} covered={covered} marked={marked} onCursor={onCursor} onActivate={onActivate} />
        </ReactFlowProvider>
      )}
    </div>
  );
}

function tryLayout(items: readonly GraphItem[], column: number): { readonly layout: Layout } | { readonly error: string } {
  try {
    return { layout: layoutGraph(items, column) };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}
