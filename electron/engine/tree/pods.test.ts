import { expect, it } from 'vitest';
import type { JsonObject } from '../../../shared/model/json.ts';
import type { PodFacts } from '../../../shared/model/tree.ts';
import { podFacts } from './pods.ts';

const asks = (cpu: string, memory: string, rest: JsonObject = {}): JsonObject => ({ ...rest, resources: { requests: { cpu, memory } } });
const pending = (message: string): JsonObject => ({ conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message }] });

it.each<[string, JsonObject, JsonObject, Partial<PodFacts>]>([
  ['one that runs', { nodeName: 'n1', containers: [asks('100m', '64Mi'), asks('0.5', '1Gi')] }, { phase: 'Running', containerStatuses: [{ ready: true }, { ready: false }] }, { node: 'n1', ready: 1, containers: 2, cpuMillis: 600, memoryBytes: 1088 * 1024 * 1024 }],
  ['one that waits says why', { containers: [{}] }, pending('0/3 nodes are available'), { waits: '0/3 nodes are available', ready: 0, containers: 1, cpuMillis: 0, memoryBytes: 0 }],
  ['one that waits without words', { containers: [{}] }, pending(''), { waits: 'Unschedulable', ready: 0, containers: 1, cpuMillis: 0, memoryBytes: 0 }],
  ['what it waited for before it had a node is nothing any more', { nodeName: 'n1', containers: [{}] }, pending('was full'), { node: 'n1', ready: 0, containers: 1, cpuMillis: 0, memoryBytes: 0 }],
  ['an init container that needs more counts', { nodeName: 'n1', initContainers: [asks('2', '10Mi')], containers: [asks('1', '20Mi')] }, {}, { node: 'n1', ready: 0, containers: 1, cpuMillis: 2000, memoryBytes: 20 * 1024 * 1024 }],
  ['a sidecar counts beside the others, before and after', { nodeName: 'n1', initContainers: [asks('1', '1Mi', { restartPolicy: 'Always' }), asks('3', '1Mi')], containers: [asks('1', '1Mi')], overhead: { cpu: '250m' } }, {}, { node: 'n1', ready: 0, containers: 1, cpuMillis: 4250, memoryBytes: 2 * 1024 * 1024 }],
  ['one that has ended asks for nothing', { nodeName: 'n1', containers: [asks('1', '1Gi')] }, { phase: 'Succeeded' }, { node: 'n1', ready: 0, containers: 1, cpuMillis: 0, memoryBytes: 0, ended: true }],
])('%s', (_what, spec, status, expected) => {
  expect(podFacts({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec, status })).toEqual(expected);
});
