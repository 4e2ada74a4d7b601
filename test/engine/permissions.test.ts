/** What one may not do is asked for before the first write, so that no sync stops half-way. In the sandbox everybody may do everything. */
import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { createEngine } from '../../electron/engine/index.ts';
import type { Engine } from '../../electron/engine/index.ts';
import type { Plan } from '../../shared/model/plan.ts';
import { startFaultProxy } from '../helpers/faultProxy.ts';
import { describeCluster, kubectl, newNamespace, useCluster } from '../cluster/use.ts';
import { commitFiles } from '../helpers/git.ts';
import { describeOnBoth } from '../helpers/onBoth.ts';
import type { Workspace } from '../helpers/workspace.ts';
import { applicationYaml, createWorkspace, MANUAL, PRUNING } from '../helpers/workspace.ts';

const configMap = (name: string, value = 'b') => stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { a: value } });
const kubeconfigSchema = z.looseObject({ clusters: z.array(z.looseObject({ name: z.string() })) });
const READ = ['get', 'list', 'watch'];

/** A kubeconfig for a new service account of a namespace, with one context `limited`. */
async function limitedKubeconfig(namespace: string, file: string): Promise<string> {
  await kubectl(['create', 'serviceaccount', 'limited', '-n', namespace]);
  const token = (await kubectl(['create', 'token', 'limited', '-n', namespace])).trim();
  const config = kubeconfigSchema.parse(parse(await readFile(useCluster().kubeconfig, 'utf8')));
  const cluster = config.clusters[0]?.name ?? '';
  await writeFile(file, stringify({ ...config, users: [{ name: 'limited', user: { token } }], contexts: [{ name: 'limited', context: { cluster, user: 'limited' } }], 'current-context': 'limited' }));
  return file;
}

/** Gives the account these rules in the namespace, in place of those before. */
async function allow(namespace: string, ...rules: readonly { readonly apiGroups: readonly string[]; readonly resources: readonly string[]; readonly verbs: readonly string[]; readonly resourceNames?: readonly string[] }[]): Promise<void> {
  const metadata = { name: 'limited', namespace };
  const role = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata, rules };
  const binding = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'RoleBinding', metadata, roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'limited' }, subjects: [{ kind: 'ServiceAccount', name: 'limited', namespace }] };
  await kubectl(['apply', '-f', '-'], { input: `${stringify(role)}---\n${stringify(binding)}` });
  // The server's authorizer follows a moment later.
  await untilAnswer(namespace, ['list', 'configmaps', '-n', namespace], 'yes');
}

async function untilAnswer(namespace: string, question: readonly string[], answer: 'yes' | 'no'): Promise<void> {
  // kubectl fails for a "no".
  const ask = () => kubectl(['auth', 'can-i', ...question, '--as', `system:serviceaccount:${namespace}:limited`]).catch(() => 'no');
  await expect.poll(ask, { timeout: 30_000 }).toContain(answer);
}

const own = (verbs: readonly string[], resourceNames?: readonly string[]) => ({ apiGroups: [''], resources: ['configmaps'], verbs, ...(resourceNames === undefined ? {} : { resourceNames }) });

const refusals = (plan: Plan) => plan.items.flatMap((item) => (item.blocked === undefined ? [] : [`${item.key.kind} ${item.key.name}: ${item.blocked.reason}: ${item.blocked.message}`]));

describeCluster('permissions, on the control plane', () => {
  let workspace: Workspace;
  let engine: Engine;
  let namespace: string;

  beforeAll(async () => {
    const { kubeconfig, context } = useCluster();
    workspace = await createWorkspace('permissions', { kubeconfig, context, newNamespace });
    namespace = workspace.namespace;
    engine = createEngine({ home: workspace.sandbox.path('limited'), env: { ...workspace.env, KUBECONFIG: await limitedKubeconfig(namespace, workspace.sandbox.path('limited-kubeconfig')) } });
    await engine.create(applicationYaml({ source: { repoURL: workspace.repository.remote, path: '.' }, destination: { name: 'limited', namespace } }), 'test');
  });
  afterAll(async () => {
    await engine.close();
    await workspace.close();
  });

  const written = async () => (await kubectl(['get', 'cm', '-n', namespace, '-l', 'drydock.dev/application', '-o', 'name'])).split('\n').filter((line) => line !== '');

  it('one forbidden of ten: blocked by name, and none of the others is written', async () => {
    await allow(namespace, own([...READ, 'create']), own(['patch'], ['c0', 'c1', 'c2', 'c3', 'c4', 'c5', 'c6', 'c7', 'c8']));
    await commitFiles(workspace.repository, Object.fromEntries(Array.from({ length: 10 }, (_, index) => [`c${index}.yaml`, configMap(`c${index}`)])), 'ten');
    const plan = await engine.plan('app', MANUAL);
    expect(refusals(plan)).toEqual([expect.stringMatching(/^ConfigMap c9: forbidden: .*cannot patch/)]);
    await expect(engine.sync(plan)).rejects.toMatchObject({ code: 'plan-blocked' });
    expect(await written()).toEqual([]);
  });

  it('rules with names allow what they name', async () => {
    await commitFiles(workspace.repository, { 'c9.yaml': null }, 'nine');
    const plan = await engine.plan('app', MANUAL);
    expect(refusals(plan)).toEqual([]);
    const operation = await engine.sync(plan);
    expect(operation.phase, operation.message).toBe('Succeeded');
    expect((await written()).length).toBe(9);
  });

  it('who may patch and not update takes fields over from kubectl all the same, and is told that the server was not asked', async () => {
    await kubectl(['apply', '-n', namespace, '-f', '-'], { input: stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c8' }, data: { a: 'b', old: 'c' } }) });
    await commitFiles(workspace.repository, { 'c8.yaml': configMap('c8', 'moved') }, 'moved');
    const plan = await engine.plan('app', MANUAL);
    const row = plan.items.find((item) => item.key.name === 'c8');
    expect(row).toMatchObject({ operation: 'update', diff: { basis: 'merge', changes: [{ path: '.data.a', before: 'b', after: 'moved' }, { path: '.data.old', before: 'c' }] } });
    expect(row?.notes.join('\n')).toMatch(/takes the fields over that kubectl apply set\nthe server could not be asked: .*cannot update/);
    const operation = await engine.sync(plan);
    expect(operation.phase, operation.message).toBe('Succeeded');
    expect(await kubectl(['get', 'cm', 'c8', '-n', namespace, '-o', 'jsonpath={.data}'])).toBe('{"a":"moved"}');
  });

  it('a prune that no dry run tells of', async () => {
    await commitFiles(workspace.repository, { 'c8.yaml': null, 'c7.yaml': configMap('c7', 'changed') }, 'eight');
    const plan = await engine.plan('app', PRUNING);
    expect(refusals(plan)).toEqual([`ConfigMap c8: forbidden: You may not delete configmaps in the namespace ${namespace}.`]);
    await expect(engine.sync(plan)).rejects.toMatchObject({ code: 'plan-blocked' });
    expect(await kubectl(['get', 'cm', 'c7', '-n', namespace, '-o', 'jsonpath={.data.a}'])).toBe('b');
    expect(refusals(await engine.plan('app', MANUAL))).toEqual([]);
  });

  it('a custom resource whose definition comes in the same sync, and the definition', async () => {
    const crd = { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: { name: 'gadgets.forbidden.example.com' }, spec: { group: 'forbidden.example.com', scope: 'Namespaced', names: { plural: 'gadgets', singular: 'gadget', kind: 'Gadget', listKind: 'GadgetList' }, versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }] } };
    const gadget = { apiVersion: 'forbidden.example.com/v1', kind: 'Gadget', metadata: { name: 'g' } };
    await commitFiles(workspace.repository, { 'crd.yaml': stringify(crd), 'gadget.yaml': stringify(gadget) }, 'a definition');
    const said = refusals(await engine.plan('app', MANUAL));
    expect(said).toContainEqual(`Gadget g: forbidden: You may not patch or create gadgets.forbidden.example.com in the namespace ${namespace}.`);
    expect(said).toContainEqual(expect.stringMatching(/^CustomResourceDefinition gadgets\.forbidden\.example\.com: (forbidden|unreadable): /));
    await commitFiles(workspace.repository, { 'crd.yaml': null, 'gadget.yaml': null }, 'no definition');
  });

  it('a permission that was lost since the plan: nothing is written', async () => {
    await commitFiles(workspace.repository, { 'c6.yaml': configMap('c6', 'changed') }, 'six');
    const plan = await engine.plan('app', MANUAL);
    expect(refusals(plan)).toEqual([]);
    await allow(namespace, own(READ));
    await untilAnswer(namespace, ['patch', 'configmap/c6', '-n', namespace], 'no');
    await expect(engine.sync(plan)).rejects.toMatchObject({ code: 'plan-stale', message: expect.stringMatching(/c6.*now blocked/) });
    expect(await kubectl(['get', 'cm', 'c6', '-n', namespace, '-o', 'jsonpath={.data.a}'])).toBe('b');
  });

  it('deleting an application asks first, too', async () => {
    await kubectl(['create', 'clusterrole', `limited-${namespace}`, '--verb=get,list,watch', '--resource=*.*']);
    await kubectl(['create', 'clusterrolebinding', `limited-${namespace}`, `--clusterrole=limited-${namespace}`, `--serviceaccount=${namespace}:limited`]);
    await untilAnswer(namespace, ['list', 'secrets', '-A'], 'yes');
    await expect(engine.remove('app', { cascade: true })).rejects.toMatchObject({ code: 'cluster-forbidden', message: expect.stringContaining(`You may not delete configmaps in the namespace ${namespace}.`) });
    expect((await written()).length).toBe(9);
    await kubectl(['delete', 'clusterrole,clusterrolebinding', `limited-${namespace}`]);
  });
});

describeOnBoth('reviews', describeCluster, (cluster) => {
  describe('are asked for only where something is written', () => {
    let workspace: Workspace;
    beforeAll(async () => {
      workspace = await createWorkspace('reviews', cluster());
    });
    afterAll(() => workspace.close());

    it('and where they may not be asked for, or are not served, the dry runs tell', async () => {
      const { kubeconfig, context } = cluster();
      const proxy = await startFaultProxy(kubeconfig, context, workspace.sandbox.path('refusing'));
      const engine = createEngine({ home: workspace.sandbox.path('refusing-home'), env: { ...workspace.env, KUBECONFIG: proxy.kubeconfig } });
      try {
        await engine.create(applicationYaml({ source: { repoURL: workspace.repository.remote, path: '.' }, destination: { name: 'faulty', namespace: workspace.namespace } }, 'refusing'), 'test');
        await commitFiles(workspace.repository, { 'c0.yaml': configMap('c0') }, 'one');
        for (const status of [403, 404]) {
          proxy.fault = (_method, url) => (url.includes('/selfsubject') ? { status, message: 'no reviews here' } : undefined);
          expect(refusals(await engine.plan('refusing', MANUAL))).toEqual([]);
        }
        proxy.fault = (method, url) => (url.includes('/selfsubject') || method === 'PATCH' ? { status: 403, message: 'configmaps "c0" is forbidden: User "me" cannot patch' } : undefined);
        expect(refusals(await engine.plan('refusing', MANUAL, 'hard'))).toEqual([expect.stringMatching(/^ConfigMap c0: forbidden: .*cannot patch/)]);
      } finally {
        await engine.close();
        await proxy.close();
      }
    });

    it('one for ten objects of a namespace, none for a quiet application', async () => {
      const { kubeconfig, context } = cluster();
      const proxy = await startFaultProxy(kubeconfig, context, workspace.sandbox.path('proxied'));
      const engine = createEngine({ home: workspace.sandbox.path('proxied-home'), env: { ...workspace.env, KUBECONFIG: proxy.kubeconfig } });
      try {
        await engine.create(applicationYaml({ source: { repoURL: workspace.repository.remote, path: '.' }, destination: { name: 'faulty', namespace: workspace.namespace } }), 'test');
        await commitFiles(workspace.repository, Object.fromEntries(Array.from({ length: 10 }, (_, index) => [`c${index}.yaml`, configMap(`c${index}`)])), 'ten');
        const plan = await engine.plan('app', MANUAL);
        const reviews = () => proxy.requests.filter((request) => request.includes('/selfsubject'));
        expect(reviews()).toEqual(['POST /apis/authorization.k8s.io/v1/selfsubjectrulesreviews']);
        expect((await engine.sync(plan)).phase).toBe('Succeeded');
        expect(reviews()).toHaveLength(2);
        const before = proxy.requests.length;
        expect((await engine.plan('app', PRUNING)).items.map((item) => item.operation)).toEqual(Array.from({ length: 10 }, () => 'unchanged'));
        // The version is asked for once, beside the first contact.
        expect(proxy.requests.slice(before).filter((request) => request !== 'GET /version')).toEqual([]);
      } finally {
        await engine.close();
        await proxy.close();
      }
    });
  });
});
