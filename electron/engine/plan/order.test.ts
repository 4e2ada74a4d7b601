import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../test/helpers/random.ts';
import { compareForApply, kindRank } from './order.ts';

/** Written down from argo-cd gitops-engine/pkg/sync/sync_tasks.go on its own, to hold the code against. */
const ARGO_CD =
  'Namespace NetworkPolicy ResourceQuota LimitRange PodSecurityPolicy PodDisruptionBudget ServiceAccount Secret ConfigMap StorageClass PersistentVolume PersistentVolumeClaim CustomResourceDefinition ClusterRole ClusterRoleBinding Role RoleBinding Service DaemonSet Pod ReplicationController ReplicaSet Deployment HorizontalPodAutoscaler StatefulSet Job CronJob IngressClass Ingress APIService'.split(
    ' ',
  );

const key = (kind: string, namespace = 'n', name = 'a') => ({ group: '', kind, namespace, name });

describe('the order of an apply', () => {
  it('is Argo CD\'s', () => {
    const random = createRandom(1);
    const shuffled = ARGO_CD.map((kind) => ({ kind, at: random.next() })).toSorted((a, b) => a.at - b.at);
    expect(shuffled.map(({ kind }) => kind)).not.toEqual(ARGO_CD);
    expect(shuffled.map(({ kind }) => key(kind)).toSorted(compareForApply).map(({ kind }) => kind)).toEqual(ARGO_CD);
  });

  it('puts other kinds last, by name', () => {
    const kinds = ['Widget', 'APIService', 'Alpha', 'Namespace', 'Gadget'];
    expect(kinds.map((kind) => key(kind)).toSorted(compareForApply).map(({ kind }) => kind)).toEqual(['Namespace', 'APIService', 'Alpha', 'Gadget', 'Widget']);
    expect(kindRank('Widget')).toBe(kindRank('constructor'));
    expect(kindRank('Widget')).toBeGreaterThan(kindRank('APIService'));
  });

  it('is by namespace and name within a kind', () => {
    const keys = [key('Service', 'b', 'a'), key('Service', 'a', 'b'), key('Service', 'a', 'a'), key('Secret', 'z', 'z')];
    expect(keys.toSorted(compareForApply).map(({ kind, namespace, name }) => `${kind} ${namespace}/${name}`)).toEqual(['Secret z/z', 'Service a/a', 'Service a/b', 'Service b/a']);
    expect(compareForApply(key('Pod'), key('Pod'))).toBe(0);
  });
});
