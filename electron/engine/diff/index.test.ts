import { describe, expect, it } from 'vitest';
import type { ResourceDiff } from '../../../shared/model/diff.ts';
import { isEmptyDiff } from '../../../shared/model/diff.ts';
import type { KubeObject } from '../../../shared/model/kube.ts';
import { stampTracking } from '../../../shared/model/tracking.ts';
import type { DiffInput } from './index.ts';
import { diffResource } from './index.ts';

const map = (data: Record<string, string>, metadata: KubeObject['metadata'] = {}): KubeObject => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace: 'n', ...metadata }, data });
const LIVE = map({ a: '1', b: '2' }, { uid: 'u', resourceVersion: '7', labels: { team: 'x' } });

describe('diffResource', () => {
  it.each<[string, DiffInput, ResourceDiff]>([
    ['neither', { desired: undefined, live: undefined }, { basis: 'removal', changes: [] }],
    ['only desired', { desired: map({ a: '1' }), live: undefined }, { basis: 'desired', changes: [{ path: '.', after: map({ a: '1' }) }], predicted: map({ a: '1' }) }],
    ['only live', { desired: undefined, live: map({ a: '1' }) }, { basis: 'removal', changes: [{ path: '.', before: map({ a: '1' }) }], live: map({ a: '1' }) }],
    [
      'a prediction of a new object is not shown: what the server allocates differs each time',
      { desired: map({ a: '1' }), live: undefined, predicted: map({ a: '1', allocated: 'x' }) },
      { basis: 'desired', changes: [{ path: '.', after: map({ a: '1' }) }], predicted: map({ a: '1' }) },
    ],
    [
      'predicted against live',
      { desired: map({ a: '2' }), live: LIVE, predicted: map({ a: '2', b: '2', c: '3' }, { labels: { team: 'x' } }) },
      {
        basis: 'server',
        changes: [{ path: '.data.a', before: '1', after: '2' }, { path: '.data.c', after: '3' }],
        live: map({ a: '1', b: '2' }, { labels: { team: 'x' } }),
        predicted: map({ a: '2', b: '2', c: '3' }, { labels: { team: 'x' } }),
      },
    ],
    [
      'without a prediction: desired laid over live',
      { desired: map({ a: '2' }), live: LIVE },
      { basis: 'merge', changes: [{ path: '.data.a', before: '1', after: '2' }], live: map({ a: '1', b: '2' }, { labels: { team: 'x' } }), predicted: map({ a: '2', b: '2' }, { labels: { team: 'x' } }) },
    ],
    ['only what the server and Drydock own', { desired: LIVE, live: LIVE, predicted: stampTracking({ ...LIVE, metadata: { ...LIVE.metadata, resourceVersion: '8', generation: 3 }, status: { x: 1 } }, { name: 'app', uid: 'u' }) }, { basis: 'server', changes: [], live: map({ a: '1', b: '2' }, { labels: { team: 'x' } }), predicted: map({ a: '1', b: '2' }, { labels: { team: 'x' } }) }],
    ['another basis', { desired: LIVE, live: LIVE, predicted: LIVE, basis: 'merge' }, { basis: 'merge', changes: [], live: map({ a: '1', b: '2' }, { labels: { team: 'x' } }), predicted: map({ a: '1', b: '2' }, { labels: { team: 'x' } }) }],
  ])('%s', (_what, input, expected) => {
    const diff = diffResource(input);
    expect(diff).toEqual(expected);
    expect(isEmptyDiff(diff)).toBe(expected.changes.length === 0);
  });

  it('names who set what changes, in the live object, and not Drydock', () => {
    const managed = map({ a: '1' }, {
      managedFields: [
        { manager: 'kubectl-edit', operation: 'Update', time: 't', fieldsV1: { 'f:data': { 'f:a': {} } } },
        { manager: 'drydock', operation: 'Apply', fieldsV1: { 'f:data': { 'f:a': {} } } },
      ],
    });
    expect(diffResource({ desired: map({ a: '2', b: '3' }), live: managed, predicted: map({ a: '2', b: '3' }) }).changes).toEqual([
      { path: '.data.a', before: '1', after: '2', setBy: [{ manager: 'kubectl-edit', operation: 'Update', time: 't' }] },
      { path: '.data.b', after: '3' },
    ]);
  });

  it('replaces lists whole where it can only guess', () => {
    const service = (ports: { port: number }[]): KubeObject => ({ apiVersion: 'v1', kind: 'Service', metadata: { name: 's' }, spec: { ports, type: 'ClusterIP' } });
    const { predicted } = diffResource({ desired: { ...service([{ port: 2 }]) }, live: service([{ port: 1 }]) });
    expect(predicted).toMatchObject({ spec: { ports: [{ port: 2 }], type: 'ClusterIP' } });
  });
});
