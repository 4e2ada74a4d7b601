import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../shared/model/json.ts';
import type { Owner } from './ownedPlaces.ts';
import { ownedPlaces } from './ownedPlaces.ts';

const owner = (kind: string, selector?: JsonObject, name = 'a'): Owner => {
  const [group = '', plain = ''] = kind.split('/');
  return { group, kind: plain, namespace: 'n', object: { apiVersion: 'x/v1', kind: plain, metadata: { name }, spec: selector === undefined ? {} : { selector } } };
};
const places = (owners: readonly Owner[], crowded: boolean) => ownedPlaces(owners, () => crowded).map(({ group, kind, labelSelector }) => `${group}/${kind}${labelSelector === undefined ? '' : ` ${labelSelector}`}`).toSorted();
const web = owner('apps/Deployment', { matchLabels: { app: 'web' } });

describe('where owned objects are', () => {
  it.each<[string, readonly Owner[], readonly string[]]>([
    ['a Deployment', [web], ['/Pod', 'apps/ReplicaSet']],
    ['a StatefulSet', [owner('apps/StatefulSet')], ['/PersistentVolumeClaim', '/Pod', 'apps/ControllerRevision']],
    ['a CronJob', [owner('batch/CronJob')], ['/Pod', 'batch/Job']],
    ['what owns nothing', [owner('/ConfigMap')], []],
    ['two of a kind', [web, owner('apps/Deployment', { matchLabels: { app: 'db' } }, 'b')], ['/Pod', 'apps/ReplicaSet']],
  ])('%s', (_what, owners, expected) => {
    expect(places(owners, false)).toEqual(expected);
  });

  it.each<[string, readonly Owner[], readonly string[]]>([
    ['by labels', [web], ['/Pod app=web', 'apps/ReplicaSet app=web']],
    ['of each owner', [web, owner('apps/DaemonSet', { matchLabels: { app: 'log', tier: 'node' } })], ['/Pod app=log,tier=node', '/Pod app=web', 'apps/ControllerRevision', 'apps/ReplicaSet app=web']],
    [
      'by expressions',
      [owner('apps/Deployment', { matchLabels: { a: 'b' }, matchExpressions: [{ key: 'c', operator: 'In', values: ['d', 'e'] }, { key: 'f', operator: 'NotIn', values: ['g'] }, { key: 'h', operator: 'Exists' }, { key: 'i', operator: 'DoesNotExist' }] })],
      ['/Pod a=b,c in (d,e),f notin (g),h,!i', 'apps/ReplicaSet a=b,c in (d,e),f notin (g),h,!i'],
    ],
    ['of a Job by its name', [owner('batch/Job')], ['/Pod job-name=a']],
    ['of a ReplicationController', [owner('/ReplicationController', { app: 'old' })], ['/Pod app=old']],
    ['all, where one owner has no selector', [web, owner('batch/CronJob')], ['/Pod', 'apps/ReplicaSet app=web', 'batch/Job']],
    ['all, where more selectors than are worth a watch each would be needed', Array.from({ length: 33 }, (_, index) => owner('apps/Deployment', { matchLabels: { app: `a${index}` } }, `a${index}`)), ['/Pod', 'apps/ReplicaSet']],
    ['all, where an operator is not known', [owner('apps/ReplicaSet', { matchExpressions: [{ key: 'a', operator: 'Gt', values: ['1'] }] })], ['/Pod']],
  ])('in a crowd: %s', (_what, owners, expected) => {
    expect(places(owners, true)).toEqual(expected);
  });
});
