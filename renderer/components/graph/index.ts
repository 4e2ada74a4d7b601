export { APPLICATION_ID, buildGraph } from './build.ts';
export { filterGraph } from './filter.ts';
export { GraphToolbar } from './GraphToolbar.tsx';
export type { GraphFilter, GraphNode } from './model.ts';
export { EVERYTHING } from './model.ts';
export { buildNetworkGraph } from './network.ts';
export { ResourceGraph } from './ResourceGraph.tsx';
export { sameNode, useReuse } from './reuse.ts';
