import { expect, it } from 'vitest';
import type { Orphans } from '../../../shared/model/orphans.ts';
import { createOrphanWatch } from './orphanWatch.ts';

const found = (count: number, unreadable: readonly string[] = []): Orphans => ({
  namespaces: ['shop'],
  orphans: Array.from({ length: count }, (_, index) => ({ key: { group: '', kind: 'ConfigMap', namespace: 'shop', name: `c${index}` }, apiVersion: 'v1' })),
  unreadable,
});

it('looks where the project wants it: at first, when its settings change, after ten minutes, and when asked', async () => {
  let now = 0;
  let lists = 0;
  const watch = createOrphanWatch(() => now);
  const look = (settings: Parameters<typeof watch.look>[0], anew = false) => watch.look(settings, anew, async () => Promise.resolve(found(++lists)));
  await look(undefined);
  await look({ warn: false });
  expect([lists, watch.condition]).toEqual([0, undefined]);
  await look({});
  await look({});
  expect([lists, watch.condition?.message]).toEqual([1, 'There is 1 orphaned resource in shop: ConfigMap c0.']);
  await look({ ignore: [] });
  expect(lists).toBe(2);
  now = 10 * 60_000;
  await look({ ignore: [] });
  expect([lists, watch.condition?.message]).toEqual([3, 'There are 3 orphaned resources in shop: ConfigMap c0, ConfigMap c1, ConfigMap c2.']);
  await look({ ignore: [] }, true);
  expect([lists, watch.condition?.message]).toEqual([4, 'There are 4 orphaned resources in shop: ConfigMap c0, ConfigMap c1, ConfigMap c2 and 1 more.']);
  watch.take(found(0));
  expect(watch.condition).toBeUndefined();
  watch.take(found(1));
  await look({ warn: false });
  expect(watch.condition).toBeUndefined();
  watch.take(found(1));
  expect(watch.condition).toBeUndefined();
});

it('says what it could not look at, and looks again', async () => {
  const watch = createOrphanWatch(() => 0);
  await watch.look({}, false, async () => Promise.reject(new Error('the cluster does not answer')));
  expect(watch.condition?.message).toBe('Orphaned resources could not be looked for: the cluster does not answer');
  await watch.look({}, false, async () => Promise.resolve(found(0, ['Secret in shop could not be listed: forbidden', 'x'])));
  expect(watch.condition?.message).toBe('Orphaned resources could not be looked for everywhere: Secret in shop could not be listed: forbidden, and 1 more.');
});
