/** CreateNamespace=true: the destination's namespace is made first, and is nobody's. */
import { expect, it } from 'vitest';
import { describeCluster } from '../cluster/use.ts';
import { describeBoth } from '../helpers/clusters.ts';
import { commitFiles } from '../helpers/git.ts';
import { PRUNING } from '../helpers/workspace.ts';

const CONFIG_MAP = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: one\ndata: { a: b }\n';
const spec = { syncPolicy: { syncOptions: ['CreateNamespace=true'], managedNamespaceMetadata: { labels: { team: 'a' }, annotations: { note: 'made' } } } };

describeBoth('made', describeCluster, { withoutNamespace: true, spec }, (bench) => {
  const operations = async () => (await bench().engine.plan('app', PRUNING)).items.map(({ key, operation }) => `${operation} ${key.kind}`);
  const readNamespace = () => bench().client.request({ path: `/api/v1/namespaces/${bench().namespace}`, action: 'read the namespace' });

  it('is planned first, with its note; what is in it is planned as created', async () => {
    const { engine, namespace, repository } = bench();
    await commitFiles(repository, { 'app.yaml': CONFIG_MAP }, 'start');
    const plan = await engine.plan('app', PRUNING);
    expect(plan.items.map(({ key, operation, diff }) => [key.kind, key.name, operation, diff.basis])).toEqual([['Namespace', namespace, 'create', 'desired'], ['ConfigMap', 'one', 'create', 'desired']]);
    expect(plan.items[0]?.notes).toEqual([expect.stringContaining('CreateNamespace=true')]);
    expect(plan.items[1]?.notes).toEqual([expect.stringContaining(`the namespace ${namespace} comes in the same sync`)]);
    const { status } = await engine.view('app', 'known');
    expect(status.resources.map((resource) => resource.kind)).toEqual(['ConfigMap']);
    expect(status.conditions).toEqual([]);
  });

  it('is created with its metadata and without marks, and has no row any more', async () => {
    const { engine } = bench();
    const operation = await engine.sync(await engine.plan('app', PRUNING));
    expect([operation.phase, operation.results.map((result) => result.key.kind)]).toEqual(['Succeeded', ['Namespace', 'ConfigMap']]);
    const namespace = await readNamespace();
    expect(namespace).toMatchObject({ metadata: { labels: { team: 'a' }, annotations: { note: 'made' } } });
    expect(JSON.stringify(namespace)).not.toContain('drydock.dev/');
    expect(await operations()).toEqual(['unchanged ConfigMap']);
  });

  it('stays when everything leaves Git, and when the application is deleted', async () => {
    const { engine, repository } = bench();
    await commitFiles(repository, { 'app.yaml': null, 'note.txt': '' }, 'nothing');
    expect(await operations()).toEqual(['prune ConfigMap']);
    await engine.sync(await engine.plan('app', PRUNING));
    await engine.remove('app', { cascade: true });
    expect(await readNamespace()).toMatchObject({ status: { phase: 'Active' } });
  });
});
