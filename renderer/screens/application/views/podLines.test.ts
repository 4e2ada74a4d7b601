import { expect, test } from 'vitest';
import { podsByNode } from '../../../../shared/model/podsByNode.ts';
import type { TreeNode } from '../../../../shared/model/tree.ts';
import { podLines } from './podLines.ts';

const pod = (name: string, node: string | undefined, rest: Partial<TreeNode> = {}): TreeNode => ({
  id: name,
  key: { group: '', kind: 'Pod', namespace: 'shop', name },
  apiVersion: 'v1',
  parents: [],
  depth: 0,
  pod: { ...(node === undefined ? { waits: 'no room' } : { node }), ready: 1, containers: 1, cpuMillis: 0, memoryBytes: 0 },
  ...rest,
});
const groups = podsByNode({ nodes: [pod('web', 'worker-1', { health: { status: 'Degraded', message: 'ImagePullBackOff' } }), pod('db', 'worker-1'), pod('mail', 'worker-2'), pod('late', undefined)] });

test.each([
  ['', ['node:', 'late', 'node:worker-1', 'db', 'web', 'node:worker-2', 'mail']],
  ['worker-1', ['node:worker-1', 'db', 'web']],
  [' WEB ', ['node:worker-1', 'web']],
  ['imagepull', ['node:worker-1', 'web']],
  ['room', ['node:', 'late']],
  ['nothing', []],
])('"%s" leaves %s', (text, ids) => {
  expect(podLines(groups, text).map(({ id }) => id)).toEqual(ids);
});
