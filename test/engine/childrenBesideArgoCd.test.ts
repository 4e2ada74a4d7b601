/**
 * Children where Argo CD itself is installed, and where their objects are in a protected context. On a sandbox alone:
 * definitions are the whole cluster's, and other suites share the control plane.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { delimiter } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import type { KubeClient } from '../../electron/engine/cluster/index.ts';
import { loadKubeconfig, openCluster } from '../../electron/engine/cluster/index.ts';
import type { Engine } from '../../electron/engine/index.ts';
import { createEngine } from '../../electron/engine/index.ts';
import type { Sandbox } from '../../electron/sandbox/index.ts';
import { startSandbox } from '../../electron/sandbox/index.ts';
import type { GitSandbox, TestRepository } from '../helpers/git.ts';
import { commitFiles, createGitSandbox, createRepository } from '../helpers/git.ts';
import { looseDefinition } from '../helpers/objects.ts';
import { applicationYaml, MANUAL, PRUNING } from '../helpers/workspace.ts';

describe('children beside Argo CD', () => {
  let git: GitSandbox;
  let repository: TestRepository;
  let sandbox: Sandbox;
  let engine: Engine;
  let client: KubeClient;
  let close: () => Promise<void>;

  const child = (name: string, context: string) => ({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name, namespace: 'default', finalizers: ['resources-finalizer.argocd.argoproj.io'] },
    spec: { project: 'default', source: { repoURL: repository.remote, path: 'web' }, destination: { name: context, namespace: 'default' } },
  });

  beforeAll(async () => {
    git = await createGitSandbox();
    repository = await createRepository(git, 'beside');
    sandbox = await startSandbox({ folder: git.path('cluster') });
    const production = git.path('production');
    await writeFile(production, (await readFile(sandbox.kubeconfig, 'utf8')).replaceAll(sandbox.context, 'eks-prod'));
    engine = createEngine({ home: git.path('home'), env: { ...git.environment, KUBECONFIG: [sandbox.kubeconfig, production].join(delimiter) } });
    const cluster = openCluster(sandbox.context, loadKubeconfig({ KUBECONFIG: sandbox.kubeconfig }).clientConfig(sandbox.context), git.path('cache'), async () => undefined);
    ({ client } = cluster);
    close = () => cluster.close();
    const definition = looseDefinition('argoproj.io', 'applications');
    await client.request({ method: 'POST', path: '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', body: { ...definition, spec: { ...(definition['spec'] as object), versions: [{ name: 'v1alpha1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } } }] } }, action: 'install Argo CD' });
    await client.request({ method: 'POST', path: '/apis/argoproj.io/v1alpha1/namespaces/default/applications', body: { apiVersion: 'argoproj.io/v1alpha1', kind: 'Application', metadata: { name: 'web', namespace: 'default' }, spec: { project: 'of Argo CD' } }, action: 'create an Application' });
    await engine.create(applicationYaml({ source: { repoURL: repository.remote, path: 'apps' }, destination: { name: sandbox.context, namespace: 'default' } }, 'parent'), 'test');
  });
  afterAll(async () => {
    await Promise.all([engine.close(), close()]);
    await sandbox.close();
    await git.remove();
  });

  it('the plan says which one is meant, and Argo CD\'s own is left alone, pruning and deletion included', async () => {
    await commitFiles(repository, { 'apps/web.yaml': stringify(child('web', sandbox.context)) }, 'a child');
    const plan = await engine.plan('parent', MANUAL, 'hard');
    expect(plan.items).toMatchObject([{ key: { kind: 'Application', namespace: '', name: 'web' }, operation: 'create', notes: [expect.stringContaining('the cluster serves Argo CD\'s Applications as well')] }]);
    expect((await engine.sync(plan)).phase).toBe('Succeeded');
    expect((await engine.tree('parent')).nodes.map(({ key }) => `${key.kind} ${key.namespace}/${key.name}`)).toEqual(['Application /web']);
    await commitFiles(repository, { 'apps/web.yaml': null, 'apps/README.md': 'nothing' }, 'no child');
    expect((await engine.sync(await engine.plan('parent', PRUNING, 'hard'))).phase).toBe('Succeeded');
    expect((await engine.list()).applications.map(({ name }) => name)).toEqual(['parent']);
    const theirs = await client.request({ path: '/apis/argoproj.io/v1alpha1/namespaces/default/applications/web', action: 'read' });
    expect(theirs).toMatchObject({ spec: { project: 'of Argo CD' }, metadata: { name: 'web' } });
    expect(JSON.stringify(theirs)).not.toContain('drydock.dev');
  });

  it('what is in a protected context is not deleted by the sync of another application', async () => {
    await commitFiles(repository, { 'apps/money.yaml': stringify(child('money', 'eks-prod')) }, 'a child in production');
    await engine.sync(await engine.plan('parent', MANUAL));
    await commitFiles(repository, { 'apps/money.yaml': null }, 'no child');
    const plan = await engine.plan('parent', PRUNING);
    expect(plan.items).toMatchObject([{ operation: 'blocked', blocked: { reason: 'forbidden', message: expect.stringContaining('in the protected context eks-prod, and would go with it') } }]);
    await expect(engine.sync(plan)).rejects.toThrow('protected context');
    expect((await engine.remove('parent', { cascade: true })).map(({ key, status }) => `${key.name} ${status}`)).toEqual(['money Failed']);
    expect((await engine.list()).applications.map(({ name }) => name)).toEqual(['money', 'parent']);
  });
});
