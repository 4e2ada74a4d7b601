/** Who owns what after syncs, as `kubectl get -o yaml --show-managed-fields` shows it: one record of Drydock with what Git says, and nothing left over. */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import type { JsonObject } from '../../shared/model/json.ts';
import { describeCluster } from '../cluster/use.ts';
import { commitFiles } from '../helpers/git.ts';
import { describeOnBoth } from '../helpers/onBoth.ts';
import type { Workspace } from '../helpers/workspace.ts';
import { createWorkspace, MANUAL } from '../helpers/workspace.ts';

const shownSchema = z.object({
  metadata: z.object({
    annotations: z.record(z.string(), z.string()),
    managedFields: z.array(z.object({ manager: z.string(), operation: z.string(), apiVersion: z.string(), fieldsType: z.literal('FieldsV1'), subresource: z.string().optional(), fieldsV1: z.json() })),
  }),
});

const MARKS = { 'f:annotations': { 'f:drydock.dev/tracking-id': {} }, 'f:labels': { 'f:drydock.dev/application': {} } };

/** What is applied, what Drydock owns of it then, and who else writes to such an object. */
interface Golden {
  readonly resource: string;
  readonly object: JsonObject;
  readonly owns: JsonObject;
  /** `manager operation subresource` of everybody else. */
  readonly others: readonly string[];
}

describeOnBoth('who owns what', describeCluster, (cluster) => {
  let workspace: Workspace;
  const group = `owned-${randomBytes(3).toString('hex')}.example.com`;
  beforeAll(async () => {
    workspace = await createWorkspace('owned', cluster());
  });
  afterAll(async () => {
    await cluster().kubectl(['delete', 'crd', `gadgets.${group}`, '--ignore-not-found']);
    await workspace.close();
  });

  const goldens = (size: number, more: boolean): readonly Golden[] => [
    {
      resource: 'deployments.apps/x',
      object: {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'x', ...(more ? { labels: { tier: 'web' } } : {}) },
        spec: { replicas: size, selector: { matchLabels: { app: 'x' } }, template: { metadata: { labels: { app: 'x' } }, spec: { containers: [{ name: 'c', image: 'nginx', ports: [{ containerPort: 80 }] }] } } },
      },
      owns: {
        'f:metadata': { ...MARKS, 'f:labels': { ...MARKS['f:labels'], ...(more ? { 'f:tier': {} } : {}) } },
        'f:spec': {
          'f:replicas': {},
          'f:selector': {},
          'f:template': {
            'f:metadata': { 'f:labels': { 'f:app': {} } },
            'f:spec': { 'f:containers': { 'k:{"name":"c"}': { '.': {}, 'f:image': {}, 'f:name': {}, 'f:ports': { 'k:{"containerPort":80,"protocol":"TCP"}': { '.': {}, 'f:containerPort': {} } } } } },
          },
        },
      },
      others: ['kube-controller-manager Update status'],
    },
    {
      resource: 'services/x',
      object: { apiVersion: 'v1', kind: 'Service', metadata: { name: 'x' }, spec: { selector: { app: 'x' }, ports: [{ name: 'http', port: 80 + size }, ...(more ? [{ name: 'metrics', port: 9090 }] : [])] } },
      owns: {
        'f:metadata': MARKS,
        'f:spec': {
          'f:ports': {
            [`k:{"port":${80 + size},"protocol":"TCP"}`]: { '.': {}, 'f:name': {}, 'f:port': {} },
            ...(more ? { 'k:{"port":9090,"protocol":"TCP"}': { '.': {}, 'f:name': {}, 'f:port': {} } } : {}),
          },
          'f:selector': {},
        },
      },
      others: [],
    },
    { resource: 'configmaps/x', object: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x' }, data: { size: String(size), ...(more ? { more: 'b' } : {}) } }, owns: { 'f:data': { 'f:size': {}, ...(more ? { 'f:more': {} } : {}) }, 'f:metadata': MARKS }, others: [] },
    // stringData is folded into data before it is applied, so that what leaves it leaves data.
    { resource: 'secrets/x', object: { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'x' }, type: 'Opaque', stringData: { size: String(size), ...(more ? { more: 'b' } : {}) } }, owns: { 'f:data': { 'f:size': {}, ...(more ? { 'f:more': {} } : {}) }, 'f:metadata': MARKS, 'f:type': {} }, others: [] },
    {
      resource: 'roles.rbac.authorization.k8s.io/x',
      object: { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata: { name: 'x' }, rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get', ...(more ? ['list'] : [])], resourceNames: [`x${size}`] }] },
      owns: { 'f:metadata': MARKS, 'f:rules': {} },
      others: [],
    },
    {
      resource: `customresourcedefinitions.apiextensions.k8s.io/gadgets.${group}`,
      object: {
        apiVersion: 'apiextensions.k8s.io/v1',
        kind: 'CustomResourceDefinition',
        metadata: { name: `gadgets.${group}` },
        spec: {
          group,
          scope: 'Namespaced',
          names: { plural: 'gadgets', singular: 'gadget', kind: 'Gadget', listKind: 'GadgetList' },
          versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object', properties: { spec: { type: 'object', properties: { size: { type: 'integer' }, more: { type: 'integer' } } } } } } }],
        },
      },
      owns: { 'f:metadata': MARKS, 'f:spec': { 'f:group': {}, 'f:names': { 'f:kind': {}, 'f:listKind': {}, 'f:plural': {}, 'f:singular': {} }, 'f:scope': {}, 'f:versions': {} } },
      others: ['kube-apiserver Update status'],
    },
    {
      resource: `gadgets.${group}/x`,
      object: { apiVersion: `${group}/v1`, kind: 'Gadget', metadata: { name: 'x' }, spec: { size, ...(more ? { more: 1 } : {}) } },
      owns: { 'f:metadata': MARKS, 'f:spec': { 'f:size': {}, ...(more ? { 'f:more': {} } : {}) } },
      others: [],
    },
  ];

  async function sync(what: readonly Golden[], note: string): Promise<void> {
    await commitFiles(workspace.repository, { 'all.yaml': what.map(({ object }) => stringify(object)).join('---\n') }, note);
    const operation = await workspace.engine.sync(await workspace.engine.plan('app', MANUAL));
    expect(operation.phase, operation.message).toBe('Succeeded');
  }

  it.each<[string, number, boolean]>([
    ['created', 0, true],
    ['changed', 1, true],
    ['with fields gone from Git', 1, false],
  ])('%s', async (what, size, more) => {
    const expected = goldens(size, more);
    await sync(expected, what);
    for (const { resource, owns, object, others } of expected) {
      const { metadata } = shownSchema.parse(parse(await cluster().kubectl(['get', resource, '-n', workspace.namespace, '-o', 'yaml', '--show-managed-fields'])));
      const own = metadata.managedFields.filter((entry) => entry.manager === 'drydock');
      expect(own, resource).toEqual([{ manager: 'drydock', operation: 'Apply', apiVersion: object['apiVersion'], fieldsType: 'FieldsV1', fieldsV1: owns }]);
      // A controller may not have written yet; nobody else may have.
      const rest = metadata.managedFields.filter((entry) => entry.manager !== 'drydock').map((entry) => `${entry.manager} ${entry.operation} ${entry.subresource ?? ''}`);
      expect(rest.filter((entry) => !others.includes(entry)), resource).toEqual([]);
      expect(Object.keys(metadata.annotations).filter((name) => name.startsWith('kubectl.kubernetes.io/')), resource).toEqual([]);
    }
    expect((await workspace.engine.plan('app', MANUAL, 'hard')).items.map((item) => item.operation)).toEqual(expected.map(() => 'unchanged'));
  });
});
