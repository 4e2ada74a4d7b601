/** Deleting an application that is synced by itself: its loop looks on while its objects go, and must not bring them back. */
import { expect, it } from 'vitest';
import type { LoopEvent } from '../../shared/model/events.ts';
import { describeCluster } from '../cluster/use.ts';
import { describeBoth } from '../helpers/clusters.ts';
import { commitFiles } from '../helpers/git.ts';
import { applicationYaml } from '../helpers/workspace.ts';

const ROUNDS = 5;
const MAPS = Array.from({ length: 8 }, (_, index) => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: map-${index}\n`).join('---\n');

describeBoth('removal', describeCluster, {}, (bench) => {
  it('what was deleted stays deleted, and the same name can be created again at once', async () => {
    const { client, context, engine, namespace, repository } = bench();
    await commitFiles(repository, { 'maps.yaml': MAPS }, 'maps');
    await engine.remove('app', { cascade: true });
    const events: LoopEvent[] = [];
    let wake = () => undefined as void;
    const running = await engine.run((event) => {
      events.push(event);
      wake();
    });
    const until = async (holds: (event: LoopEvent) => boolean, since: number) => {
      while (!events.slice(since).some(holds)) await new Promise<void>((resolve) => (wake = resolve));
    };
    const maps = async () => JSON.stringify(await client.request({ path: `/api/v1/namespaces/${namespace}/configmaps`, action: 'list' })).match(/"name":"map-\d"/g) ?? [];
    try {
      for (let round = 0; round < ROUNDS; round++) {
        const since = events.length;
        const spec = { source: { repoURL: repository.remote, path: '.' }, destination: { name: context, namespace }, syncPolicy: { automated: { selfHeal: true } } };
        await engine.create(applicationYaml(spec, 'app'), 'test');
        await until((event) => event.type === 'synced' && event.operation.phase === 'Succeeded', since);
        expect(await maps()).toHaveLength(8);
        const before = events.length;
        expect((await engine.remove('app', { cascade: true })).every((result) => result.status !== 'Failed')).toBe(true);
        expect(events.slice(before).filter((event) => event.type === 'syncing' || event.type === 'sync-failed')).toEqual([]);
        expect(await maps()).toEqual([]);
      }
    } finally {
      await running.stop();
    }
    // Whatever the loop had begun is over by now.
    expect(await maps()).toEqual([]);
  });
});
