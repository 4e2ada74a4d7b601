import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DrydockError } from '../../shared/model/errors.ts';

/** The Go module that the control plane is built from. */
export const WRAPPER = join(import.meta.dirname, 'wrapper');

/** What a build is made of, and the name that its result is kept under. */
export interface Sources {
  /** Kubernetes' version, as in `v1.36.3`. */
  readonly version: string;
  /** Hash over every file of the wrapper and how it is built; the same sources give the same name on every machine. */
  readonly hash: string;
}

/** Reads the wrapper module. Throws if it is not there or names no version of Kubernetes. */
export async function readSources(folder: string = WRAPPER): Promise<Sources> {
  const names = (await readdir(folder)).filter((name) => /\.go$|^go\.(mod|sum)$/.test(name)).toSorted();
  const hash = createHash('sha256');
  let version: string | undefined;
  for (const name of names) {
    const text = await readFile(join(folder, name), 'utf8');
    hash.update(`${name}\0${text.length}\0${text}`);
    if (name === 'go.mod') version = /^\s*k8s\.io\/kubernetes (v\d+\.\d+\.\d+)\s*$/m.exec(text)?.[1];
  }
  if (version === undefined) {
    throw new DrydockError('internal', `${join(folder, 'go.mod')} names no version of k8s.io/kubernetes.`);
  }
  hash.update(buildFlags(version).join('\0'));
  return { version, hash: hash.digest('hex').slice(0, 16) };
}

/**
 * The flags of `go build`. No debugging information at all: compiling takes an eighth less time without it, and Go's own
 * cache a sixth less room. The version is what clients are told; without it that is v0.0.0-master.
 */
export function buildFlags(version: string): string[] {
  const [major = '', minor = ''] = version.slice(1).split('.');
  const values = { gitVersion: version, gitMajor: major, gitMinor: minor, gitTreeState: 'clean' };
  const stamps = ['k8s.io/component-base/version', 'k8s.io/client-go/pkg/version'].flatMap((path) =>
    Object.entries(values).map(([name, value]) => `-X ${path}.${name}=${value}`),
  );
  return [
    '-trimpath',
    '-buildvcs=false',
    '-mod=readonly',
    '-gcflags=all=-dwarf=false',
    `-ldflags=${['-s', '-w', ...stamps].join(' ')}`,
  ];
}
