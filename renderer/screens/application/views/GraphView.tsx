import type { ReactNode } from 'react';
import { useState } from 'react';
import type { ResourceKey } from '../../../../shared/model/kube.ts';
import { keyText } from '../../../../shared/model/kube.ts';
import { OUTSIDE } from '../../../../shared/model/network.ts';
import type { GraphFilter, GraphNode } from '../../../components/graph/index.ts';
import { APPLICATION_ID, EVERYTHING, ResourceGraph } from '../../../components/graph/index.ts';
import { useDrawerWidth } from '../resource/width.ts';

export interface GraphViewProps {
  readonly nodes: readonly GraphNode[];
  readonly labelled?: boolean;
  readonly lead: ReactNode;
  readonly trail?: ReactNode;
  /** The resource whose details are open. */
  readonly resource: ResourceKey | undefined;
  readonly onOpen: (resource: ResourceKey | undefined) => void;
}

/** A graph beside the drawer with the details of what is selected in it; what has no details can be selected all the same. */
export function GraphView({ nodes, labelled = false, lead, trail, resource, onOpen }: GraphViewProps) {
  const drawer = useDrawerWidth();
  const [filter, setFilter] = useState<GraphFilter>(EVERYTHING);
  const [bare, setBare] = useState<string>();
  const selected = resource === undefined ? bare : nodes.find((node) => keyText(node.key) === keyText(resource))?.id;
  const select = (id: string | undefined): void => {
    const node = id === undefined ? undefined : nodes.find((each) => each.id === id);
    const key = node === undefined || !hasDetails(node) ? undefined : node.key;
    setBare(key === undefined ? id : undefined);
    onOpen(key);
  };
  return (
    <ResourceGraph
      nodes={nodes}
      labelled={labelled}
      lead={lead}
      trail={trail}
      filter={filter}
      onFilter={setFilter}
      selectedId={selected}
      covered={resource === undefined ? 0 : drawer}
      onSelect={select}
      onOpen={select}
    />
  );
}

/** The application itself is on the page already, and an address is no object. */
export function hasDetails({ id, key }: GraphNode): boolean {
  return id !== APPLICATION_ID && key.kind !== OUTSIDE;
}
