/** A host that is ended in the middle of a sync: what was begun is finished and recorded, and nothing is left running. */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startHost } from '../../electron/host.ts';
import { connectHost, hostAddress } from '../../electron/serve/index.ts';
import type { Sandbox } from '../../electron/sandbox/index.ts';
import { startSandbox } from '../../electron/sandbox/index.ts';
import type { FaultProxy } from '../helpers/faultProxy.ts';
import { startFaultProxy } from '../helpers/faultProxy.ts';
import type { GitSandbox } from '../helpers/git.ts';
import { commitFiles, createGitSandbox, createRepository } from '../helpers/git.ts';
import { applicationYaml, MANUAL } from '../helpers/workspace.ts';

let git: GitSandbox;
let sandbox: Sandbox;
let proxy: FaultProxy;
beforeAll(async () => {
  git = await createGitSandbox();
  sandbox = await startSandbox({ folder: git.path('cluster') });
  proxy = await startFaultProxy(sandbox.kubeconfig, sandbox.context, join(git.root, 'kubeconfig'));
});
afterAll(async () => {
  await proxy.close();
  await sandbox.close();
  await git.remove();
});

it('finishes the write that is under way, records it, and leaves the rest', async () => {
  const repository = await createRepository(git, 'app');
  const object = (kind: string, more: string) => `apiVersion: v1\nkind: ${kind}\nmetadata:\n  name: a\n${more}`;
  await commitFiles(repository, { 'a.yaml': object('ConfigMap', 'data:\n  key: value\n'), 'b.yaml': object('Service', 'spec:\n  ports:\n    - port: 80\n') }, 'start');
  const home = git.path('home');
  const env = { ...git.environment, KUBECONFIG: proxy.kubeconfig };
  const host = await startHost({ home, env });
  await host.client.call('create', { yaml: applicationYaml({ source: { repoURL: repository.remote, path: '.' }, destination: { name: 'faulty', namespace: 'default' } }), from: 'test' });
  const connection = await connectHost(hostAddress(home));
  if (connection === undefined) throw new Error('nobody listens');
  const plan = await connection.call('plan', { name: 'app', options: MANUAL, depth: 'fetch' });
  const begun = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  proxy.fault = (method, url) => {
    if (method !== 'PATCH' || url.includes('dryRun')) return undefined;
    begun.resolve();
    return { hold: release.promise };
  };
  const sync = connection.call('sync', { name: 'app', planId: plan.id, confirmCluster: false, detached: true });
  sync.catch(() => undefined);
  await begun.promise;
  const closed = host.close();
  await expect(sync).rejects.toMatchObject({ code: 'operation-failed' });
  release.resolve();
  await closed;
  proxy.fault = () => undefined;
  const next = await startHost({ home, env });
  const [operation] = await next.client.call('operations', { name: 'app' });
  expect(operation).toMatchObject({ phase: 'Failed', message: expect.stringMatching(/stopped/i), results: [{ key: { kind: 'ConfigMap' }, status: 'Synced' }] });
  await next.close();
});
