import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../shared/model/json.ts';
import type { KubeObject, ResourceKey } from '../../../shared/model/kube.ts';
import { keyOf, keyText } from '../../../shared/model/kube.ts';
import type { TreeNode } from '../../../shared/model/tree.ts';
import { shellWord } from './commands.ts';
import { containersOf, eventsAbout, podOf, podsOf, sentencesOf, suggestedCommands } from './index.ts';

const object = (apiVersion: string, kind: string, rest: JsonObject = {}, metadata: JsonObject = {}): KubeObject => ({ ...rest, apiVersion, kind, metadata: { name: 'web', namespace: 'n', ...metadata } });
const template = (...images: readonly string[]): JsonObject => ({ template: { spec: { containers: images.map((image) => ({ name: 'web', image })) } } });

interface PodState {
  readonly ready?: boolean;
  readonly phase?: string;
  readonly state?: JsonObject;
  readonly status?: JsonObject;
  readonly metadata?: JsonObject;
}

function pod(name: string, { ready = false, phase = 'Running', state = { running: {} }, status = {}, metadata = {} }: PodState = {}): KubeObject {
  const conditions = [{ type: 'Ready', status: ready ? 'True' : 'False' }];
  return object('v1', 'Pod', { spec: { containers: [{ name: 'web', image: 'nonexistent:1' }] }, status: { phase, conditions, containerStatuses: [{ name: 'web', ready, restartCount: 2, state }], ...status } }, { name, ...metadata });
}

const say = (live: KubeObject, pods: readonly KubeObject[] = []) => sentencesOf({ key: keyOf(live), live, desired: undefined, pods });
const pulling = { waiting: { reason: 'ImagePullBackOff', message: 'Back-off pulling image.' } };

describe('sentences', () => {
  it.each([
    ['a Deployment whose pods come up', object('apps/v1', 'Deployment', { spec: { replicas: 3, ...template('nginx:1.27') } }), [pod('a', { ready: true }), pod('b', { ready: true })], ['Deployment with 3 replicas of nginx:1.27.', '2 of 3 pods are ready.']],
    ['a Deployment that cannot pull', object('apps/v1', 'Deployment', { spec: { replicas: 1, ...template('nonexistent:1') } }), [pod('web-1', { phase: 'Pending', state: pulling })], ['Deployment with 1 replica of nonexistent:1.', '0 of 1 pod is ready.', 'Pod web-1 cannot pull nonexistent:1: Back-off pulling image.']],
    ['a Deployment of nothing', object('apps/v1', 'Deployment', { spec: { replicas: 0, ...template('a', 'b') } }), [], ['Deployment with 0 replicas of a and b.']],
    ['more trouble than can be named', object('apps/v1', 'StatefulSet', { spec: { replicas: 5, ...template('x') } }), ['1', '2', '3', '4', '5'].map((name) => pod(name, { state: pulling })), ['StatefulSet with 5 replicas of x.', '0 of 5 pods are ready.', 'Pod 1 cannot pull nonexistent:1: Back-off pulling image.', 'Pod 2 cannot pull nonexistent:1: Back-off pulling image.', 'Pod 3 cannot pull nonexistent:1: Back-off pulling image.', '2 more pods are in trouble.']],
    ['a DaemonSet', object('apps/v1', 'DaemonSet', { spec: template('agent') }), [pod('a', { ready: true })], ['DaemonSet that runs agent on each node.', '1 of 1 pod is ready.']],
    ['a finished Job', object('batch/v1', 'Job', { spec: { completions: 1, ...template('job') } }), [pod('a', { phase: 'Succeeded' })], ['Job that runs job to 1 completion.']],
    ['a CronJob', object('batch/v1', 'CronJob', { spec: { schedule: '0 * * * *', suspend: true } }), [], ['CronJob on the schedule 0 * * * *, suspended.']],
    ['a Service', object('v1', 'Service', { spec: { ports: [{ port: 80 }, { port: 53, protocol: 'UDP' }], selector: { app: 'web' } } }), [], ['ClusterIP Service on ports 80, 53/UDP for pods with app=web.']],
    ['an Ingress', object('networking.k8s.io/v1', 'Ingress', { spec: { rules: [{ host: 'a.test' }, {}] } }), [], ['Ingress for a.test, *.']],
    ['a Secret', object('v1', 'Secret', { data: { a: 'QQ==', b: 'QQ==' } }), [], ['Secret of type Opaque with 2 keys.']],
    ['a ConfigMap', object('v1', 'ConfigMap', { data: { a: '' } }), [], ['ConfigMap with 1 key.']],
    ['a kind without a rule', object('example.com/v1', 'Widget'), [], ['Widget web.']],
    ['what is being deleted', object('v1', 'ConfigMap', {}, { deletionTimestamp: 'now' }), [], ['ConfigMap with 0 keys.', 'It is being deleted.']],
    ['a ready pod', pod('p', { ready: true }), [], ['Pod of nonexistent:1.', 'Pod p is running and ready.']],
    ['a pod that is not ready', pod('p'), [], ['Pod of nonexistent:1.', 'Pod p is running; 0 of 1 container is ready.']],
    ['a pod that crashes', pod('p', { state: { waiting: { reason: 'CrashLoopBackOff' } } }), [], ['Pod of nonexistent:1.', 'Container web of pod p keeps crashing, 2 restarts so far.']],
    ['a pod that starts', pod('p', { phase: 'Pending', state: { waiting: { reason: 'ContainerCreating' } } }), [], ['Pod of nonexistent:1.', 'Pod p is starting.']],
    ['a pod without a configuration', pod('p', { phase: 'Pending', state: { waiting: { reason: 'CreateContainerConfigError', message: 'no secret' } } }), [], ['Pod of nonexistent:1.', 'Container web of pod p does not run: CreateContainerConfigError: no secret.']],
    ['a pod that no node takes', pod('p', { phase: 'Pending', status: { containerStatuses: [], conditions: [{ type: 'PodScheduled', status: 'False', message: '0/1 nodes are available' }] } }), [], ['Pod of nonexistent:1.', 'Pod p has no node yet: 0/1 nodes are available.']],
    ['an evicted pod', pod('p', { phase: 'Failed', status: { containerStatuses: [], message: 'The node was low on memory' } }), [], ['Pod of nonexistent:1.', 'Pod p failed: The node was low on memory.']],
    ['a pod that goes', pod('p', { metadata: { deletionTimestamp: 'now' } }), [], ['Pod of nonexistent:1.', 'Pod p is being deleted.']],
  ])('%s', (_what, live, pods, expected) => {
    expect(say(live, pods)).toEqual(expected);
  });

  it('what is only in Git, and what is nowhere', () => {
    const desired = object('v1', 'ConfigMap', { data: {} });
    expect(sentencesOf({ key: keyOf(desired), live: undefined, desired, pods: [] })).toEqual(['ConfigMap with 0 keys.', 'It is in Git and not in the cluster.']);
    expect(sentencesOf({ key: keyOf(desired), live: undefined, desired: undefined, pods: [] })).toEqual(['ConfigMap web is not in the cluster.']);
  });
});

describe('containers', () => {
  it.each([
    ['running', { running: {} }, { state: 'Running' }],
    ['waiting', pulling, { state: 'ImagePullBackOff', message: 'Back-off pulling image.' }],
    ['ended well', { terminated: { reason: 'Completed', exitCode: 0 } }, { state: 'Completed' }],
    ['ended badly', { terminated: { reason: 'Error', exitCode: 3 } }, { state: 'Error', message: 'exit code 3' }],
    ['without a state', {}, { state: 'Waiting' }],
  ])('%s', (_what, state, expected) => {
    expect(containersOf(pod('p', { state }))).toEqual([{ name: 'web', init: false, image: 'nonexistent:1', ready: false, restarts: 2, ...expected }]);
  });

  it('the main container comes first among those whose logs can be read', () => {
    expect(podOf(object('v1', 'Pod', { spec: { initContainers: [{ name: 'init' }], containers: [{ name: 'main' }, { name: 'side' }] } }))).toEqual({ namespace: 'n', name: 'web', containers: ['main', 'side', 'init'] });
  });
});

describe('commands', () => {
  const failing = containersOf(pod('p', { state: pulling }));
  const key = { group: 'apps', kind: 'Deployment', namespace: 'n', name: 'web' };
  it.each([
    ['kind-dev', 'kind load docker-image nonexistent:1 --name dev'],
    ['k3d-dev', 'k3d image import nonexistent:1 -c dev'],
    ['minikube', 'minikube image load nonexistent:1'],
    ['minikube-two', 'minikube image load nonexistent:1 -p minikube-two'],
    ["kind-it's", "kind load docker-image nonexistent:1 --name 'it'\\''s'"],
  ])('%s', (context, expected) => {
    const commands = suggestedCommands({ context, key, plural: 'deployments', containers: [...failing, ...failing] });
    expect(commands.map(({ command }) => command)).toEqual([expected, `kubectl --context ${shellWord(context)} -n n get deployment web -o yaml`]);
  });

  it.each([
    ['another cluster', { key, plural: 'deployments', containers: failing }, 'kubectl --context prod -n n get deployment web -o yaml'],
    ['a kind of its own', { key: { group: 'example.com', kind: 'Widget', namespace: 'n', name: 'w' }, plural: 'widgets', containers: [] }, 'kubectl --context prod -n n get widgets.example.com w -o yaml'],
    ['a cluster kind', { key: { group: 'rbac.authorization.k8s.io', kind: 'ClusterRole', namespace: '', name: 'system:a' }, plural: 'clusterroles', containers: [] }, 'kubectl --context prod get clusterrole system:a -o yaml'],
  ])('only kubectl for %s', (_what, input, expected) => {
    expect(suggestedCommands({ context: 'prod', ...input }).map(({ command }) => command)).toEqual([expected]);
  });

  it.each([['', "''"], ['a b', "'a b'"], ['$(x)', "'$(x)'"], ['arn:aws:eks/x@y', 'arn:aws:eks/x@y'], ['a\nb', "'a\nb'"]])('quotes %j', (word, expected) => {
    expect(shellWord(word)).toBe(expected);
  });
});

describe('events', () => {
  const node = { id: 'u1', key: { group: '', kind: 'Pod', namespace: 'n', name: 'p' }, apiVersion: 'v1', parents: [], depth: 0 };
  const event = (uid: string, rest: JsonObject): KubeObject => object('v1', 'Event', { involvedObject: { uid: 'u1' }, ...rest }, { uid });

  it('are those of the nodes, newest first, however they say their time', () => {
    const events = [
      event('old', { type: 'Normal', reason: 'A', message: 'a', count: 3, lastTimestamp: '2026-01-01T00:00:00Z', source: { component: 'kubelet' } }),
      event('new', { type: 'Warning', eventTime: '2026-01-03T00:00:00.000000Z', reportingComponent: 'scheduler' }),
      event('series', { eventTime: '2026-01-01T00:00:00Z', series: { count: 7, lastObservedTime: '2026-01-02T00:00:00Z' } }),
      event('other', { involvedObject: { uid: 'u2' } }),
    ];
    expect(eventsAbout([node], events).map(({ id, type, count, source }) => [id, type, count, source])).toEqual([
      ['new', 'Warning', 1, 'scheduler'],
      ['series', 'Normal', 7, ''],
      ['old', 'Normal', 3, 'kubelet'],
    ]);
  });

  it('of one second are in the order in which they were written', () => {
    const started = ['Pulled', 'Created', 'Started'].map((reason, index) => object('v1', 'Event', { involvedObject: { uid: 'u1' }, reason, lastTimestamp: '2026-01-01T00:00:00Z' }, { uid: `z${3 - index}`, resourceVersion: String(9 + index) }));
    expect(eventsAbout([node], started).map(({ reason }) => reason)).toEqual(['Started', 'Created', 'Pulled']);
  });

  it('are five hundred at most', () => {
    expect(eventsAbout([node], Array.from({ length: 600 }, (_each, index) => event(String(index), {})))).toHaveLength(500);
  });
});

describe('the pods of an object', () => {
  const own = (name: string, labels: JsonObject, namespace = 'n') => pod(name, { metadata: { labels, namespace } });
  const all = [
    object('apps/v1', 'Deployment', {}, { name: 'web' }),
    object('apps/v1', 'ReplicaSet', {}, { name: 'web-1' }),
    own('web-1-a', { app: 'web', tier: 'front' }),
    own('db-0', { app: 'db' }),
    own('web-1-a', { app: 'web' }, 'other'),
    object('v1', 'Service', { spec: { selector: { app: 'web' } } }, { name: 'web' }),
    object('v1', 'Service', { spec: {} }, { name: 'outside' }),
  ];
  const [deployment, replicaSet, first] = all.map((each) => keyText(keyOf(each)));
  const parents: Readonly<Record<string, readonly string[]>> = { [replicaSet ?? '']: [deployment ?? ''], [first ?? '']: [replicaSet ?? ''] };
  const nodes = all.map((each): TreeNode => {
    const id = keyText(keyOf(each));
    return { id, key: keyOf(each), apiVersion: each.apiVersion, parents: parents[id] ?? [], depth: 0 };
  });
  const objects = new Map(all.map((each) => [keyText(keyOf(each)), each]));
  const names = (key?: ResourceKey): readonly string[] => podsOf({ nodes }, objects, key).map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);

  it.each<[string, ResourceKey, readonly string[]]>([
    ['those below it', { group: 'apps', kind: 'Deployment', namespace: 'n', name: 'web' }, ['n/web-1-a']],
    ['a pod itself', { group: '', kind: 'Pod', namespace: 'n', name: 'db-0' }, ['n/db-0']],
    ['those that a Service selects, in its namespace', { group: '', kind: 'Service', namespace: 'n', name: 'web' }, ['n/web-1-a']],
    ['none of a Service without a selector', { group: '', kind: 'Service', namespace: 'n', name: 'outside' }, []],
    ['none of what is not there', { group: '', kind: 'Pod', namespace: 'n', name: 'nobody' }, []],
  ])('%s', (_what, key, expected) => {
    expect(names(key)).toEqual(expected);
  });

  it('without an object all of the tree', () => {
    expect(names()).toEqual(['n/web-1-a', 'n/db-0', 'other/web-1-a']);
  });
});
