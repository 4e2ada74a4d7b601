export { APPLICATION_ID, buildGraph } from './build.ts';
export type { GraphFilter, GraphNode, GraphState } from './model.ts';
export { EVERYTHING } from './model.ts';
export type { ResourceGraphProps } from './ResourceGraph.tsx';
export { ResourceGraph } from './ResourceGraph.tsx';
