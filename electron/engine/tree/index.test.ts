import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../shared/model/json.ts';
import type { KubeObject } from '../../../shared/model/kube.ts';
import { keyOf } from '../../../shared/model/kube.ts';
import type { Tree } from '../../../shared/model/tree.ts';
import { buildTree } from './index.ts';

interface Options {
  readonly owners?: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
  readonly namespace?: string;
  readonly spec?: JsonObject;
}

const API: Readonly<Record<string, string>> = { Deployment: 'apps/v1', ReplicaSet: 'apps/v1', StatefulSet: 'apps/v1', EndpointSlice: 'discovery.k8s.io/v1' };

/** The uid is `<Kind>-<name>`. */
function object(kind: string, name: string, { owners = [], labels, namespace = 'default', spec }: Options = {}): KubeObject {
  return {
    apiVersion: API[kind] ?? 'v1',
    kind,
    metadata: {
      name,
      namespace,
      uid: `${kind}-${name}`,
      creationTimestamp: '2026-01-01T00:00:00Z',
      ...(labels === undefined ? {} : { labels }),
      ownerReferences: owners.map((uid) => ({ apiVersion: 'v1', kind: uid.split('-')[0] ?? '', name: uid, uid })),
    },
    ...(spec === undefined ? {} : { spec }),
  };
}

const build = (roots: readonly KubeObject[], objects: readonly KubeObject[]): Tree =>
  buildTree({
    roots: roots.map((live) => ({ key: keyOf(live), apiVersion: live.apiVersion, live })),
    objects,
    health: (one) => (one.kind === 'Pod' ? { status: 'Healthy' } : undefined),
  });

/** One line per node, indented by depth, with its parents. */
const lines = (tree: Tree): string[] => tree.nodes.map((node) => `${'  '.repeat(node.depth)}${node.id}${node.parents.length === 0 ? '' : ` < ${node.parents.join(', ')}`}`);

describe('owner references', () => {
  it('make the tree, level by level, siblings by kind and name', () => {
    const tree = build(
      [object('Deployment', 'web'), object('ConfigMap', 'web')],
      [
        object('Pod', 'b', { owners: ['ReplicaSet-new'] }),
        object('Pod', 'a', { owners: ['ReplicaSet-new'] }),
        object('ReplicaSet', 'old', { owners: ['Deployment-web'] }),
        object('ReplicaSet', 'new', { owners: ['Deployment-web'] }),
        object('Pod', 'foreign', { owners: ['ReplicaSet-foreign'] }),
        object('Pod', 'free'),
      ],
    );
    expect(lines(tree)).toEqual([
      'Deployment-web',
      'ConfigMap-web',
      '  ReplicaSet-new < Deployment-web',
      '  ReplicaSet-old < Deployment-web',
      '    Pod-a < ReplicaSet-new',
      '    Pod-b < ReplicaSet-new',
    ]);
    expect(tree.nodes.at(-1)).toEqual({
      id: 'Pod-b',
      key: { group: '', kind: 'Pod', namespace: 'default', name: 'b' },
      apiVersion: 'v1',
      parents: ['ReplicaSet-new'],
      depth: 2,
      health: { status: 'Healthy' },
      createdAt: '2026-01-01T00:00:00Z',
      info: ['0/0'],
      pod: { ready: 0, containers: 0, cpuMillis: 0, memoryBytes: 0 },
    });
  });

  it('may be several; only those in the tree are named', () => {
    const tree = build([object('Deployment', 'a'), object('Deployment', 'b')], [object('Pod', 'p', { owners: ['Deployment-b', 'Deployment-a', 'Node-n'] })]);
    expect(lines(tree).at(-1)).toBe('  Pod-p < Deployment-b, Deployment-a');
  });

  it('between roots are kept', () => {
    expect(lines(build([object('Pod', 'p', { owners: ['ReplicaSet-r'] }), object('ReplicaSet', 'r')], []))).toEqual(['Pod-p < ReplicaSet-r', 'ReplicaSet-r']);
  });

  it('in a circle end', () => {
    const circle = [object('Pod', 'a', { owners: ['Pod-c', 'Deployment-d'] }), object('Pod', 'b', { owners: ['Pod-a'] }), object('Pod', 'c', { owners: ['Pod-b'] })];
    expect(lines(build([object('Deployment', 'd')], circle))).toEqual(['Deployment-d', '  Pod-a < Pod-c, Deployment-d', '    Pod-b < Pod-a', '      Pod-c < Pod-b']);
    expect(lines(build([object('Deployment', 'd')], [object('Pod', 'x', { owners: ['Pod-x'] })]))).toEqual(['Deployment-d']);
  });
});

describe('roots', () => {
  it('that are not in the cluster are Missing', () => {
    const desired = object('Deployment', 'web');
    const tree = buildTree({ roots: [{ key: keyOf(desired), apiVersion: 'apps/v1', live: undefined }], objects: [], health: () => undefined });
    expect(tree.nodes).toEqual([{ id: 'apps/Deployment/default/web', key: keyOf(desired), apiVersion: 'apps/v1', parents: [], depth: 0, health: { status: 'Missing' } }]);
  });

  it('that are listed twice, or among the objects, come once', () => {
    expect(lines(build([object('Pod', 'a'), object('Pod', 'a')], [object('Pod', 'a')]))).toEqual(['Pod-a']);
  });
});

it('a hook is marked with its phases, and what it owns is not', () => {
  const job = object('Job', 'migrate');
  const tree = buildTree({ roots: [{ key: keyOf(job), apiVersion: 'batch/v1', live: job, hook: ['PreSync'] }], objects: [object('Pod', 'p', { owners: ['Job-migrate'] })], health: () => undefined });
  expect(tree.nodes.map(({ id, hook }) => [id, hook])).toEqual([['Job-migrate', ['PreSync']], ['Pod-p', undefined]]);
});

describe('inferred parents', () => {
  const service = object('Service', 'web');
  const set = object('StatefulSet', 'db', { spec: { volumeClaimTemplates: [{ metadata: { name: 'data' } }, { metadata: { name: 'wal' } }] } });

  it.each<[string, KubeObject, string]>([
    ['Endpoints by name', object('Endpoints', 'web'), '  Endpoints-web < Service-web'],
    ['an EndpointSlice by label', object('EndpointSlice', 'web-x1', { labels: { 'kubernetes.io/service-name': 'web' } }), '  EndpointSlice-web-x1 < Service-web'],
    ['a claim by its template', object('PersistentVolumeClaim', 'data-db-0'), '  PersistentVolumeClaim-data-db-0 < StatefulSet-db'],
    ['a claim of the second template', object('PersistentVolumeClaim', 'wal-db-12'), '  PersistentVolumeClaim-wal-db-12 < StatefulSet-db'],
  ])('%s', (_what, child, line) => {
    expect(lines(build([service, set], [child])).at(-1)).toBe(line);
  });

  it('a token by the name of its account', () => {
    const token = { ...object('Secret', 't'), type: 'kubernetes.io/service-account-token' };
    const annotated = (account: string): KubeObject => ({ ...token, metadata: { ...token.metadata, annotations: { 'kubernetes.io/service-account.name': account } } });
    expect(lines(build([object('ServiceAccount', 'bot')], [annotated('bot')])).at(-1)).toBe('  Secret-t < ServiceAccount-bot');
    expect(build([object('ServiceAccount', 'bot')], [annotated('other'), token]).nodes).toHaveLength(1);
  });

  it.each<[string, KubeObject]>([
    ['another name', object('Endpoints', 'other')],
    ['another namespace', object('Endpoints', 'web', { namespace: 'other' })],
    ['no label', object('EndpointSlice', 'web-x1')],
    ['a claim without an ordinal', object('PersistentVolumeClaim', 'data-db-x')],
    ['a claim of a longer name', object('PersistentVolumeClaim', 'data-db-2-0')],
    ['a claim of no template', object('PersistentVolumeClaim', 'other-db-0')],
    ['an owner reference that says otherwise', object('EndpointSlice', 'y', { owners: ['Service-gone'], labels: { 'kubernetes.io/service-name': 'web' } })],
  ])('%s is no child', (_what, stranger) => {
    expect(build([service, set], [stranger]).nodes).toHaveLength(2);
  });
});

describe('size', () => {
  it('10,000 nodes wide and 10,000 deep are built', () => {
    const wide = Array.from({ length: 10_000 }, (_, index) => object('Pod', `p${index}`, { owners: ['Deployment-d'] }));
    expect(build([object('Deployment', 'd')], wide).nodes).toHaveLength(10_001);
    const deep = Array.from({ length: 10_000 }, (_, index) => object('Pod', `p${index}`, { owners: [index === 0 ? 'Deployment-d' : `Pod-p${index - 1}`] }));
    expect(build([object('Deployment', 'd')], deep).nodes.at(-1)?.depth).toBe(10_000);
  });
});
