import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { DrydockError } from '../../shared/model/errors.ts';
import { buildControlPlane, COMPONENTS, goPlatform, type ComponentName } from './build.ts';
import { findEntry, obtainEntry } from './cache.ts';
import { readSources } from './sources.ts';

/** Where each component's binary lies. */
export interface Binaries {
  readonly paths: Readonly<Record<ComponentName, string>>;
  /** True for binaries of the wrapper, which end when the process that started them ends. */
  readonly lifeline: boolean;
  /** For the log: where they come from. */
  readonly origin: string;
}

/**
 * Finds or makes the control plane's binaries: the folder that KUBEBUILDER_ASSETS names, if it has them all (kwok may
 * be on the PATH instead); what an earlier run built; a build with Go. Throws a `DrydockError` whose message says in
 * a sentence why there is no control plane to be had.
 */
export async function resolveBinaries(log: (line: string) => void): Promise<Binaries> {
  return (await fromAssets(log)) ?? (await fromWrapper(log));
}

async function fromAssets(log: (line: string) => void): Promise<Binaries | undefined> {
  const folder = process.env['KUBEBUILDER_ASSETS'];
  if (folder === undefined || folder === '') return undefined;
  const found = new Map<ComponentName, string>();
  for (const name of COMPONENTS) {
    const folders = name === 'kwok' ? [folder, ...(process.env['PATH'] ?? '').split(delimiter)] : [folder];
    const path = await firstExecutable(folders.map((each) => join(each, name)));
    if (path !== undefined) found.set(name, path);
  }
  const missing = COMPONENTS.filter((name) => !found.has(name));
  if (missing.length > 0) {
    log(`KUBEBUILDER_ASSETS (${folder}) lacks ${missing.join(', ')}; taking the control plane from elsewhere.`);
    return undefined;
  }
  const path = (name: ComponentName): string => found.get(name) ?? join(folder, name);
  return { paths: pathsOf(path), lifeline: false, origin: folder };
}

async function fromWrapper(log: (line: string) => void): Promise<Binaries> {
  const sources = await readSources();
  const platform = await goPlatform();
  // Without Go, what any Go has built from these very sources for this machine will do.
  const suffix = `-${process.platform}-${process.arch === 'x64' ? 'amd64' : process.arch}`;
  const wanted = (name: string): boolean =>
    platform === undefined
      ? name.startsWith(`${sources.hash}-`) && name.endsWith(suffix)
      : name === `${sources.hash}-${platform}`;
  const entry =
    (await findEntry(wanted)) ??
    (platform === undefined
      ? undefined
      : await obtainEntry(
          `${sources.hash}-${platform}`,
          (folder) => buildControlPlane(sources, folder, log),
          log,
        ));
  if (entry === undefined) {
    throw new DrydockError('not-found', 'No test control plane is built yet, and Go, which builds it, is not on the PATH.', {
      hint: 'Install Go 1.26 or newer (https://go.dev/dl), point KUBEBUILDER_ASSETS to ready binaries, or name a context of your own in DRYDOCK_TEST_CONTEXT.',
    });
  }
  return { paths: pathsOf((name) => join(entry, name)), lifeline: true, origin: entry };
}

function pathsOf(path: (name: ComponentName) => string): Record<ComponentName, string> {
  return {
    etcd: path('etcd'),
    'kube-apiserver': path('kube-apiserver'),
    'kube-controller-manager': path('kube-controller-manager'),
    'kube-scheduler': path('kube-scheduler'),
    kubectl: path('kubectl'),
    kwok: path('kwok'),
  };
}

/** The first of these paths that may be executed. */
export async function firstExecutable(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) {
    try {
      await access(path, constants.X_OK);
      return path;
    } catch {
      // Not here: the next place.
    }
  }
  return undefined;
}
