export { APPLICATION_ID, buildGraph } from './build.ts';
export type { GraphFilter } from './model.ts';
export { EVERYTHING } from './model.ts';
export { ResourceGraph } from './ResourceGraph.tsx';
