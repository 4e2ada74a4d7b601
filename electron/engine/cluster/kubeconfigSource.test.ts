import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createKubeconfigSource } from './kubeconfigSource.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'drydock-source-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const config = (...names: readonly string[]) => JSON.stringify({ clusters: [{ name: 'c', cluster: { server: 'https://c' } }], contexts: names.map((name) => ({ name, context: { cluster: 'c' } })) });
const names = (source: ReturnType<typeof createKubeconfigSource>) => source.current().contexts.map((context) => context.name);

it('reads its files once, and again when one is written, replaced, or appears', async () => {
  const [first, second] = [join(folder, 'first'), join(folder, 'second')];
  await writeFile(first, config('a'));
  const source = createKubeconfigSource({ KUBECONFIG: [first, second].join(delimiter) });
  const before = source.current();
  expect(source.current()).toBe(before);
  await writeFile(first, config('b'));
  expect(names(source)).toEqual(['b']);
  await writeFile(second, config('c'));
  expect(names(source)).toEqual(['b', 'c']);
  await rm(first);
  expect(names(source)).toEqual(['c']);
  await writeFile(join(folder, 'elsewhere'), config('d'));
  await symlink(join(folder, 'elsewhere'), first);
  expect(names(source)).toEqual(['d', 'c']);
  await writeFile(join(folder, 'elsewhere'), config('e'));
  expect(names(source)).toEqual(['e', 'c']);
});

it('tells of a file that appears and of one that changes, until nobody listens', async () => {
  const file = join(folder, 'later');
  const source = createKubeconfigSource({ KUBECONFIG: file });
  let told = Promise.withResolvers<void>();
  const stop = source.subscribe(() => told.resolve());
  await writeFile(file, config('a'));
  await told.promise;
  told = Promise.withResolvers();
  await writeFile(file, config('a', 'b'));
  await told.promise;
  expect(names(source)).toEqual(['a', 'b']);
  stop();
});
