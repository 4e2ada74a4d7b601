import { useMemo, useState } from 'react';
import type { ResourceKey } from '../../../shared/model/kube.ts';
import { keyText } from '../../../shared/model/kube.ts';
import type { ApplicationView } from '../../../shared/model/view.ts';
import { BusyLine } from '../../components/BusyLine.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { APPLICATION_ID, buildGraph, EVERYTHING, ResourceGraph } from '../../components/graph/index.ts';
import type { GraphFilter } from '../../components/graph/index.ts';
import { useFollow } from '../../state/requests.ts';
import styles from './Application.module.css';
import { NotCompared } from './NotCompared.tsx';
import { useDrawerWidth } from './resource/width.ts';
import { isCompared } from './stateWords.ts';
import { applicationTexts } from './texts.ts';

export interface ResourceTabProps {
  readonly view: ApplicationView;
  /** The resource whose details are open. */
  readonly resource: ResourceKey | undefined;
  readonly onOpen: (resource: ResourceKey | undefined) => void;
}

/** The live tree as a graph: what Git names, and what that owns. */
export function GraphTab({ view, resource, onOpen }: ResourceTabProps) {
  const { value: tree, error } = useFollow('followTree', { name: view.metadata.name });
  const drawer = useDrawerWidth();
  const [filter, setFilter] = useState<GraphFilter>(EVERYTHING);
  const nodes = useMemo(() => (tree === undefined ? undefined : buildGraph(view, tree)), [view, tree]);
  if (nodes === undefined) {
    if (error !== undefined) return <ErrorNotice error={error} />;
    return isCompared(view) ? <BusyLine text={applicationTexts.graph.loading} /> : <NotCompared />;
  }
  const keyOf = (id: string | undefined) => (id === undefined || id === APPLICATION_ID ? undefined : nodes.find((node) => node.id === id)?.key);
  const selected = resource === undefined ? undefined : nodes.find((node) => keyText(node.key) === keyText(resource))?.id;
  return (
    <div className={styles.graph}>
      {error !== undefined && <ErrorNotice error={error} />}
      <ResourceGraph nodes={nodes} filter={filter} onFilter={setFilter} selectedId={selected} covered={resource === undefined ? 0 : drawer} onSelect={(id) => onOpen(keyOf(id))} onOpen={(id) => onOpen(keyOf(id))} />
    </div>
  );
}
