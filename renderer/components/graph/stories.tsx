import { useState } from 'react';
import { generatedGraph } from './data.ts';
import type { GraphNode } from './model.ts';
import { EVERYTHING } from './model.ts';
import { ResourceGraph } from './ResourceGraph.tsx';

/** A handful of resources. */
export function SmallGraph() {
  return <Story nodes={SMALL} />;
}

/** The size from which on there is a map. */
export function FiftyNodes() {
  return <Story nodes={FIFTY} />;
}

/** Groups: 500 nodes fold into a few. */
export function FiveHundredNodes() {
  return <Story nodes={FIVE_HUNDRED} />;
}

/** 1,000 nodes, most of them in groups. */
export function ThousandNodes() {
  return <Story nodes={THOUSAND} />;
}

/** 1,000 nodes of which none fold: every owner has few of a kind. */
export function ThousandUnfolded() {
  return <Story nodes={SPREAD} />;
}

/** 10,000 nodes, which fold into a few groups; each unfolds to thousands. */
export function TenThousandNodes() {
  return <Story nodes={TEN_THOUSAND} />;
}

const TEN_THOUSAND = generatedGraph(10_000);
const SMALL = generatedGraph(20);
const FIFTY = generatedGraph(56, 1);
const FIVE_HUNDRED = generatedGraph(500, 37);
const THOUSAND = generatedGraph(1000);
const SPREAD = spread(1000);

function Story({ nodes }: { readonly nodes: readonly GraphNode[] }) {
  const [filter, setFilter] = useState(EVERYTHING);
  const [selected, setSelected] = useState<string>();
  return (
    <ResourceGraph nodes={nodes} filter={filter} onFilter={setFilter} onSelect={setSelected} onOpen={setSelected} {...(selected === undefined ? {} : { selectedId: selected })} />
  );
}

/** Seven children each, so that nothing folds. */
function spread(size: number): GraphNode[] {
  return Array.from({ length: size }, (_, index): GraphNode => ({
    id: `n${index}`,
    key: { group: '', kind: index === 0 ? 'Application' : index < 58 ? 'Deployment' : 'Pod', namespace: 'shop', name: `node-${index}` },
    health: { status: index % 13 === 5 ? 'Progressing' : 'Healthy' },
    parents: index === 0 ? [] : [`n${Math.floor((index - 1) / 7)}`],
  }));
}
