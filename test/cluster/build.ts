import { spawn } from 'node:child_process';
import { link } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DrydockError } from '../../shared/model/errors.ts';
import { startGuard, type Guard } from './guard.ts';
import { buildFlags, WRAPPER, type Sources } from './sources.ts';

/** The names that the one binary is called by; wrapper/main.go tells the component from them. */
export const COMPONENTS = [
  'etcd',
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
  'kubectl',
  'kwok',
] as const;

export type ComponentName = (typeof COMPONENTS)[number];

/** What Go on this machine builds with and for, as in `go1.26.8-linux-amd64`; undefined where there is no Go. */
export async function goPlatform(): Promise<string | undefined> {
  try {
    const result = await runGo(['env', 'GOVERSION', 'GOHOSTOS', 'GOHOSTARCH']);
    return result.trim().split(/\s+/).join('-');
  } catch (error) {
    if (error instanceof DrydockError && error.code === 'not-found') return undefined;
    throw error;
  }
}

/**
 * Builds the control plane into a folder: one binary under six names. The first time on a machine Go has some 2,700
 * packages to fetch and compile, which takes minutes; progress goes to `log`. Throws a `DrydockError` that says what
 * Go said if it fails.
 */
export async function buildControlPlane(
  sources: Sources,
  folder: string,
  log: (line: string) => void,
): Promise<void> {
  log(`Building the test control plane (Kubernetes ${sources.version}); minutes the first time, seconds later.`);
  const progress = countPackages(log);
  const binary = join(folder, 'control-plane');
  const guard = startGuard(folder);
  try {
    await runGo(['build', '-v', ...buildFlags(sources.version), '-o', binary, '.'], progress.line, guard);
  } finally {
    progress.end();
    guard.stop();
  }
  for (const name of COMPONENTS) await link(binary, join(folder, name));
  log('The test control plane is built.');
}

/** Go names each package as it is done; a line every ten seconds is enough for a person. */
function countPackages(log: (line: string) => void): { line: (text: string) => void; end: () => void } {
  const start = performance.now();
  let compiled = 0;
  let fetched = 0;
  const report = setInterval(() => {
    const seconds = Math.round((performance.now() - start) / 1000);
    log(`... ${seconds} s: ${fetched} modules fetched, ${compiled} packages compiled of at most 2,800`);
  }, 10_000);
  return {
    line: (text) => {
      if (text.startsWith('go: downloading ')) fetched++;
      else if (/^[\w.]+(\/[\w.@~-]+)*$/.test(text)) compiled++;
    },
    end: () => clearInterval(report),
  };
}

/**
 * Runs `go` in the wrapper's folder and returns what it prints; `line` gets each line of its standard error. A guard
 * ends it if this process is killed.
 */
function runGo(args: readonly string[], line: (text: string) => void = () => undefined, guard?: Guard): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn('go', args, {
      cwd: WRAPPER,
      stdio: ['ignore', 'pipe', 'pipe'],
      // The module is complete as it is: a workspace or flags of the user's own would change it.
      env: { ...process.env, CGO_ENABLED: '0', GOWORK: 'off', GOFLAGS: '', GOOS: '', GOARCH: '' },
    });
    if (child.pid !== undefined) guard?.watch(child.pid);
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
    const last: string[] = [];
    createInterface({ input: child.stderr }).on('line', (text) => {
      line(text);
      last.push(text);
      if (last.length > 15) last.shift();
    });
    child.once('error', (error) =>
      reject(
        new DrydockError('not-found', 'Go is not on the PATH, and the test control plane is built with it.', {
          hint: 'Install Go 1.26 or newer (https://go.dev/dl), or point KUBEBUILDER_ASSETS to ready binaries.',
          cause: error,
        }),
      ),
    );
    child.once('close', (code, signal) => {
      if (code === 0) {
        resolve(output);
        return;
      }
      const how = signal ?? `exit code ${String(code)}`;
      reject(
        new DrydockError('internal', `go ${args[0] ?? ''} failed with ${how} in ${WRAPPER}:\n${last.join('\n')}`, {
          hint: 'Kubernetes 1.36 needs Go 1.26 or newer, and its modules must be reachable by the Go module proxy.',
        }),
      );
    });
  });
}
