import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { COMPONENTS } from './build.ts';
import { cacheFolder } from './cache.ts';
import { resolveBinaries } from './index.ts';
import { buildFlags, readSources } from './sources.ts';

let folder: string;
let lines: string[];
const log = (line: string): void => void lines.push(line);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'drydock-binaries-test-'));
  lines = [];
  // No Go, no kwok and no cache but what a test puts there.
  vi.stubEnv('PATH', join(folder, 'bin'));
  vi.stubEnv('XDG_CACHE_HOME', join(folder, 'cache'));
  vi.stubEnv('KUBEBUILDER_ASSETS', '');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

async function putExecutables(where: string, names: readonly string[]): Promise<void> {
  await mkdir(where, { recursive: true });
  for (const name of names) {
    await writeFile(join(where, name), '');
    await chmod(join(where, name), 0o755);
  }
}

it('takes KUBEBUILDER_ASSETS if it has them all, with kwok from the PATH', async () => {
  const assets = join(folder, 'assets');
  vi.stubEnv('KUBEBUILDER_ASSETS', assets);
  await putExecutables(assets, COMPONENTS.filter((name) => name !== 'kwok'));
  await putExecutables(join(folder, 'bin'), ['kwok']);
  const binaries = await resolveBinaries(log);
  expect(binaries.paths.etcd).toBe(join(assets, 'etcd'));
  expect(binaries.paths.kwok).toBe(join(folder, 'bin', 'kwok'));
  expect(binaries.lifeline).toBe(false);
});

it('says what KUBEBUILDER_ASSETS lacks and goes on', async () => {
  const assets = join(folder, 'assets');
  vi.stubEnv('KUBEBUILDER_ASSETS', assets);
  await putExecutables(assets, ['etcd', 'kube-apiserver', 'kubectl']);
  await expect(resolveBinaries(log)).rejects.toThrow();
  expect(lines).toEqual([
    `KUBEBUILDER_ASSETS (${assets}) lacks kube-controller-manager, kube-scheduler, kwok; taking the control plane from elsewhere.`,
  ]);
});

it('says in a sentence that there is no Go', async () => {
  await expect(resolveBinaries(log)).rejects.toMatchObject({
    code: 'not-found',
    message: 'No test control plane is built yet, and Go, which builds it, is not on the PATH.',
  });
});

it('takes what is in the cache without Go, if it is of these sources and for this machine', async () => {
  const { hash } = await readSources();
  const arch = process.arch === 'x64' ? 'amd64' : process.arch;
  await putExecutables(join(cacheFolder(), `0000-go1.26.8-${process.platform}-${arch}`), COMPONENTS);
  await putExecutables(join(cacheFolder(), `${hash}-go1.26.8-plan9-${arch}`), COMPONENTS);
  await expect(resolveBinaries(log)).rejects.toMatchObject({ code: 'not-found' });
  const right = join(cacheFolder(), `${hash}-go1.26.8-${process.platform}-${arch}`);
  await putExecutables(right, COMPONENTS);
  expect(await resolveBinaries(log)).toMatchObject({ origin: right, lifeline: true });
});

it('passes on what Go says when a build fails', async () => {
  const bin = join(folder, 'bin');
  await mkdir(bin);
  const script = '#!/bin/sh\nif [ "$1" = env ]; then echo go1.2.3; echo plan9; echo mips; else echo "no such module" >&2; exit 1; fi\n';
  await writeFile(join(bin, 'go'), script, { mode: 0o755 });
  await expect(resolveBinaries(log)).rejects.toThrow(/^go build failed with exit code 1 in .*:\nno such module$/);
});

it('stamps the version that clients are told', () => {
  expect(buildFlags('v1.36.3').join(' ')).toContain('-X k8s.io/component-base/version.gitMinor=36');
});
