/** Objects that others made, taken over, most of them only on purpose: Drydock then owns what Git says and nobody else does, so that what leaves Git leaves the cluster. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { fieldSetFromJson, intersectSets, pathsOf } from '../../shared/merge/index.ts';
import type { JsonObject } from '../../shared/model/json.ts';
import { describeCluster } from '../cluster/use.ts';
import { commitFiles } from '../helpers/git.ts';
import type { UnderTest } from '../helpers/onBoth.ts';
import { describeOnBoth } from '../helpers/onBoth.ts';
import type { Workspace } from '../helpers/workspace.ts';
import { createWorkspace, MANUAL } from '../helpers/workspace.ts';
import type { Maker } from './makers.ts';
import { MAKERS } from './makers.ts';

const ADOPTING = { ...MANUAL, adopt: true };
/** Everybody by an adoption; whoever any sync takes over from, by that as well. */
const CASES = MAKERS.flatMap((maker) => [{ ...maker, way: 'adopted', options: ADOPTING }, ...(maker.plain === true ? [{ ...maker, way: 'synced', options: MANUAL }] : [])]);

function deployment(more: { readonly old: boolean; readonly labels?: Maker['labels']; readonly annotations?: Maker['annotations'] }): JsonObject {
  const annotations = { ...(more.old ? { 'example.com/note': 'old' } : {}), ...more.annotations };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', labels: { app: 'web', ...more.labels }, ...(Object.keys(annotations).length === 0 ? {} : { annotations }) },
    spec: {
      replicas: 0,
      selector: { matchLabels: { app: 'web' } },
      template: {
        metadata: { labels: { app: 'web' } },
        spec: { containers: [{ name: 'web', image: 'nginx:1', env: [...(more.old ? [{ name: 'OLD', value: '1' }] : []), { name: 'KEPT', value: '2' }] }, ...(more.old ? [{ name: 'side', image: 'busybox' }] : [])] },
      },
    },
  };
}

/** Exactly what Git and Drydock's marks say, as a server records it. */
const OWN = (old: boolean) => ({
  'f:metadata': {
    'f:annotations': { 'f:drydock.dev/tracking-id': {}, ...(old ? { 'f:example.com/note': {} } : {}) },
    'f:labels': { 'f:app': {}, 'f:drydock.dev/application': {} },
  },
  'f:spec': {
    'f:replicas': {},
    'f:selector': {},
    'f:template': {
      'f:metadata': { 'f:labels': { 'f:app': {} } },
      'f:spec': {
        'f:containers': {
          'k:{"name":"web"}': {
            '.': {},
            'f:env': { ...(old ? { 'k:{"name":"OLD"}': { '.': {}, 'f:name': {}, 'f:value': {} } } : {}), 'k:{"name":"KEPT"}': { '.': {}, 'f:name': {}, 'f:value': {} } },
            'f:image': {},
            'f:name': {},
          },
          ...(old ? { 'k:{"name":"side"}': { '.': {}, 'f:image': {}, 'f:name': {} } } : {}),
        },
      },
    },
  },
});

const shownSchema = z.object({
  metadata: z.object({
    labels: z.record(z.string(), z.string()),
    annotations: z.record(z.string(), z.string()),
    managedFields: z.array(z.object({ manager: z.string(), operation: z.string(), apiVersion: z.string(), subresource: z.string().optional(), fieldsV1: z.json() })),
  }),
  spec: z.object({ template: z.object({ spec: z.object({ containers: z.array(z.object({ name: z.string(), env: z.array(z.object({ name: z.string() })).optional() })) }) }) }),
});

describeOnBoth('adoption', describeCluster, (cluster) => {
  let workspace: Workspace;
  beforeAll(async () => {
    workspace = await createWorkspace('adopt', cluster());
  });
  afterAll(() => workspace.close());

  const kubectl: UnderTest['kubectl'] = (args, options) => cluster().kubectl(args, options);
  /** The object as `kubectl get -o yaml --show-managed-fields` prints it. */
  const shown = async () => shownSchema.parse(parse(await kubectl(['get', 'deploy', 'web', '-n', workspace.namespace, '-o', 'yaml', '--show-managed-fields'])));

  function expectOwners({ metadata }: z.output<typeof shownSchema>, old: boolean): void {
    const own = metadata.managedFields.filter((entry) => entry.manager === 'drydock');
    expect(own.map(({ fieldsV1: _fields, ...entry }) => entry)).toEqual([{ manager: 'drydock', operation: 'Apply', apiVersion: 'apps/v1' }]);
    expect(own[0]?.fieldsV1).toEqual(OWN(old));
    for (const entry of metadata.managedFields) {
      if (entry.manager === 'drydock' || entry.subresource !== undefined) continue;
      expect([...pathsOf(intersectSets(fieldSetFromJson(entry.fieldsV1), fieldSetFromJson(OWN(old))))], `fields of Git that ${entry.manager} has too`).toEqual([]);
    }
  }

  it.each(CASES)('$way: what $name made', async ({ options, owner, says, labels = {}, annotations: marks = {}, make }) => {
    const { engine, repository, namespace, client } = workspace;
    const annotations = Object.fromEntries(Object.entries(marks).map(([name, value]) => [name, value.replace('NAMESPACE', namespace)]));
    await kubectl(['delete', 'deploy', 'web', '-n', namespace, '--ignore-not-found', '--wait']);
    await make(deployment({ old: true, labels, annotations }), { namespace, client, kubectl });
    await commitFiles(repository, { 'web.yaml': stringify(deployment({ old: true })) }, 'as it is');

    const plain = await engine.plan('app', MANUAL);
    expect(plain.items[0]?.blocked?.message).toEqual(owner === undefined ? undefined : expect.stringContaining(`It belongs to ${owner}`));
    const plan = await engine.plan('app', options);
    expect(plan.items.map((item) => [item.operation, item.diff.changes])).toEqual([['adopt', []]]);
    expect(plan.items[0]?.notes.join('\n')).toMatch(says);
    const adopted = await engine.sync(plan);
    expect(adopted.phase, adopted.message).toBe('Succeeded');
    expectOwners(await shown(), true);
    expect((await engine.plan('app', MANUAL)).items.map((item) => item.operation)).toEqual(['unchanged']);
    expect((await engine.plan('app', ADOPTING, 'hard')).items.map((item) => item.operation)).toEqual(['unchanged']);

    await commitFiles(repository, { 'web.yaml': stringify(deployment({ old: false })) }, 'less');
    const less = await engine.plan('app', MANUAL);
    expect(less.items.flatMap((item) => item.diff.changes.map((change) => change.path))).toEqual(['.metadata.annotations["example.com/note"]', '.spec.template.spec.containers[name="web"].env[name="OLD"]', '.spec.template.spec.containers[name="side"]']);
    const operation = await engine.sync(less);
    expect(operation.phase, operation.message).toBe('Succeeded');
    const after = await shown();
    expect(after.spec.template.spec.containers.map(({ name, env }) => [name, env?.map((each) => each.name)])).toEqual([['web', ['KEPT']]]);
    expectOwners(after, false);
    expect(after.metadata.annotations).not.toHaveProperty(['example.com/note']);
    expect(after.metadata.annotations).not.toHaveProperty(['kubectl.kubernetes.io/last-applied-configuration']);
    expect(after.metadata).toMatchObject({ labels, annotations });
    expect((await engine.plan('app', ADOPTING, 'hard')).items.map((item) => item.operation)).toEqual(['unchanged']);
  });
});
