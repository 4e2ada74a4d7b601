import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { describeCluster } from '../test/cluster/use.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const launcher = join(root, 'build', 'run.mjs');

/** One start of the launcher, in a process group of its own as a shell's terminal would give it. */
interface Started {
  readonly child: ChildProcess;
  /** Resolves once what it prints, on either stream, contains the text. */
  says(text: string): Promise<void>;
  /** Everything that it printed so far, on both streams. */
  printed(): string;
  /** The exit code or signal, once every process that holds its output is gone. */
  readonly closed: Promise<number | NodeJS.Signals | null>;
  /** The processes that have its temporary folder in their environment: all it started, whoever their parent is now. */
  processes(): Promise<Found[]>;
}

interface Found {
  readonly pid: number;
  readonly command: string;
}

async function start(by: 'npm' | 'node', args: readonly string[], checkout = root, variables: NodeJS.ProcessEnv = {}): Promise<Started> {
  const folder = await mkdtemp(join(tmpdir(), 'drydock-run-'));
  const kubeconfig = join(folder, 'kubeconfig');
  await writeFile(kubeconfig, 'apiVersion: v1\nkind: Config\n');
  const inherited = Object.entries(process.env).filter(([name]) => !/^(npm_|INIT_CWD$|VITEST|NODE_ENV$|DRYDOCK_)/.test(name));
  const env = { ...Object.fromEntries(inherited), TMPDIR: folder, DRYDOCK_HOME: join(folder, 'home'), KUBECONFIG: kubeconfig, ...variables };
  const [command = '', ...rest] = args;
  const line = by === 'npm' ? ['npm', 'run', command, '--', ...rest] : [process.execPath, join(checkout, 'build', 'run.mjs'), command, ...rest];
  const child = spawn(line[0] ?? '', line.slice(1), { cwd: checkout, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  const waiting = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
      for (const look of waiting) look();
    });
  }
  const closed = new Promise<number | NodeJS.Signals | null>((resolve) => child.once('close', (code, signal) => resolve(code ?? signal)));
  const processes = () => processesWith(`TMPDIR=${folder}`);
  onTestFinished(async () => {
    for (const { pid } of await processes()) if (pid !== process.pid) process.kill(pid, 'SIGKILL');
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  const says = (text: string) =>
    new Promise<void>((resolve, reject) => {
      const look = () => {
        if (!printed.includes(text)) return;
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
      void closed.then((how) => reject(new Error(`It ended (${how}) without saying "${text}":\n${printed}`)));
      look();
    });
  return { child, says, printed: () => printed, closed, processes };
}

async function processesWith(variable: string): Promise<Found[]> {
  if (!existsSync('/proc/self/environ')) {
    const lines = spawnSync('ps', ['-axEww', '-o', 'pid=,command='], { encoding: 'utf8' }).stdout.split('\n');
    return lines.filter((line) => line.includes(variable)).map((line) => ({ pid: Number.parseInt(line, 10), command: line }));
  }
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const all = await Promise.all(
    pids.map(async (pid) => {
      // A process may end between the two readings.
      const read = (name: string) => readFile(`/proc/${pid}/${name}`, 'utf8').catch(() => '');
      return { pid: Number(pid), environment: await read('environ'), command: (await read('cmdline')).replaceAll('\0', ' ').trim() };
    }),
  );
  return all.filter(({ environment }) => environment.split('\0').includes(variable)).map(({ pid, command }) => ({ pid, command }));
}

async function launcherOf(started: Started): Promise<number> {
  const found = (await started.processes()).find(({ command }) => /\bnode\S* \S*build\/run\.mjs /.test(command) && !command.startsWith('sh '));
  if (found === undefined) throw new Error('The launcher does not run.');
  return found.pid;
}

/** Who is told to end, and how. A terminal's Ctrl-C and its closing reach the whole group. */
const ENDS: readonly (readonly [how: string, end: (started: Started) => Promise<void>])[] = [
  ['Ctrl-C', async ({ child }) => void process.kill(-(child.pid ?? 0), 'SIGINT')],
  ['a closed terminal', async ({ child }) => void process.kill(-(child.pid ?? 0), 'SIGHUP')],
  ['SIGTERM to npm', async ({ child }) => void child.kill('SIGTERM')],
  ['SIGHUP to npm', async ({ child }) => void child.kill('SIGHUP')],
  ['SIGKILL of npm', async ({ child }) => void child.kill('SIGKILL')],
  ['SIGINT to the launcher', async (started) => void process.kill(await launcherOf(started), 'SIGINT')],
  ['SIGTERM to the launcher', async (started) => void process.kill(await launcherOf(started), 'SIGTERM')],
  ['SIGHUP to the launcher', async (started) => void process.kill(await launcherOf(started), 'SIGHUP')],
  ['SIGKILL of the launcher', async (started) => void process.kill(await launcherOf(started), 'SIGKILL')],
];

async function leavesNothing(started: Started, end: (started: Started) => Promise<void>): Promise<void> {
  await end(started);
  await started.closed;
  // Components of a cluster write to files and may be gone a moment later than the launcher.
  await expect.poll(async () => (await started.processes()).map(({ command }) => command), { timeout: 15_000 }).toEqual([]);
}

/** One test that starts a cluster. */
const CLUSTER_TEST = ['test/cluster/cluster.test.ts', '-t', 'is Kubernetes 1.34 or newer'];

// Not a part of what is tested: the first start would build.
beforeAll(() => {
  const { status, stderr } = spawnSync(process.execPath, [launcher, 'build'], { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
});

// Windows has no such signals; there the end of the channel, which is the same everywhere, is what stops a child.
describe.skipIf(process.platform === 'win32')('the launcher of a terminal command leaves no process behind', () => {
  it.each(ENDS)('%s', async (_, end) => {
    const started = await start('npm', ['cli', 'run']);
    await started.says('Drydock is reconciling');
    expect((await started.processes()).length).toBeGreaterThanOrEqual(3);
    await leavesNothing(started, end);
  });
});

describe.skipIf(process.platform === 'win32')('npm start leaves no process behind', () => {
  it.each(ENDS.filter(([how]) => ['Ctrl-C', 'SIGTERM to npm', 'SIGKILL of npm', 'SIGKILL of the launcher'].includes(how)))('%s', async (_, end) => {
    const started = await start('npm', ['start', '--no-open', '--port', '0']);
    await started.says('Drydock is running at http://127.0.0.1:');
    await leavesNothing(started, end);
  });

  it('says where the first one runs when it is started again', async () => {
    const home = await mkdtemp(join(tmpdir(), 'drydock-home-'));
    onTestFinished(() => rm(home, { recursive: true, force: true, maxRetries: 5 }));
    const first = await start('node', ['start', '--no-open', '--port', '0', '--home', home]);
    await first.says('Press Ctrl-C to stop it');
    const url = /running at (\S+)/.exec(first.printed())?.[1];
    const second = await start('node', ['start', '--no-open', '--home', home]);
    expect(await second.closed).toBe(0);
    expect(second.printed()).toContain(`Drydock is already running at ${url}`);
    await leavesNothing(first, async ({ child }) => void child.kill('SIGTERM'));
  });
});

/** A stand-in for Electron's binary, which may not be had: what the launcher makes of how it behaves. */
async function fakeElectron(script: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'drydock-electron-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, 'electron'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return folder;
}

describe.skipIf(process.platform !== 'linux')('npm start and the window', () => {
  const withDisplay = (folder: string) => ({ ELECTRON_OVERRIDE_DIST_PATH: folder, DISPLAY: ':99', WAYLAND_DISPLAY: '' });

  it('opens it, passes the home on, and ends with it', async () => {
    const folder = await fakeElectron('echo "Drydock is open. $*"; exit 3');
    const started = await start('node', ['start', '--home', '/nowhere'], root, withDisplay(folder));
    expect(await started.closed).toBe(3);
    expect(started.printed()).toMatch(/Drydock is open\..*dist\/main\.mjs --home \/nowhere/);
  });

  it.each([
    ['which ends at once', 'exit 7', 'Electron ended at once (7)'],
    ['of which there is no binary', undefined, 'ELECTRON_OVERRIDE_DIST_PATH has no electron'],
  ])('serves the page to the browser instead of one %s, and says why', async (_, script, reason) => {
    const folder = script === undefined ? tmpdir() : await fakeElectron(script);
    // Nothing is opened: xdg-open is not on this PATH.
    const started = await start('node', ['start'], root, { ...withDisplay(folder), PATH: dirname(process.execPath) });
    await started.says(`Drydock opens in the browser: ${reason}.`);
    await started.says('Drydock is running at http://127.0.0.1:');
    await leavesNothing(started, async ({ child }) => void child.kill('SIGTERM'));
  });

  it('says that there is no display', async () => {
    const started = await start('node', ['start'], root, { DISPLAY: '', WAYLAND_DISPLAY: '' });
    await started.says('Drydock opens in the browser: there is no display.');
    await started.says('Drydock is running at');
    await leavesNothing(started, async ({ child }) => void child.kill('SIGTERM'));
  });
});

/** A checkout in which nothing is installed yet. */
async function freshCheckout(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'drydock-checkout-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  await mkdir(join(folder, 'build'));
  const launcherFiles = (await readdir(join(root, 'build'))).filter((name) => /\.[cm]js$/.test(name)).map((name) => join('build', name));
  for (const file of ['package.json', 'package-lock.json', ...launcherFiles]) await cp(join(root, file), join(folder, file));
  return folder;
}

describe.skipIf(process.platform === 'win32')('the launcher of an install', () => {
  it.each(ENDS)('ends it: %s', async (_, end) => {
    const checkout = await freshCheckout();
    const started = await start('npm', ['cli', 'run'], checkout);
    // Only now npm works: before, it is still starting, and any signal ends it.
    await expect.poll(() => existsSync(join(checkout, 'node_modules')), { timeout: 30_000, interval: 20 }).toBe(true);
    expect((await started.processes()).some(({ command }) => /npm(-cli\.js)? ci\b/.test(command))).toBe(true);
    await leavesNothing(started, end);
    // What npm says when it took note of a signal, and ended only after it had worked on for seconds.
    expect(started.printed()).not.toContain('process terminated');
  });
});

/** These start clusters of their own, which a tester who names a context instead may not be able to. */
const describeOwn = process.env['DRYDOCK_TEST_CONTEXT'] === undefined ? describeCluster : describe.skip;
const ends = (...names: string[]) => ENDS.filter(([how]) => names.includes(how));

describeOwn('the launcher of a cluster leaves no process behind', () => {
  it.each(ends('Ctrl-C', 'SIGTERM to npm', 'SIGKILL of npm', 'SIGKILL of the launcher'))('npm run cluster, %s', async (_, end) => {
    const started = await start('npm', ['cluster']);
    await started.says('Press Ctrl-C');
    expect((await started.processes()).length).toBeGreaterThanOrEqual(8);
    await leavesNothing(started, end);
  });

  it.each(ends('Ctrl-C', 'SIGTERM to npm', 'SIGKILL of the launcher'))('npm test, %s', async (_, end) => {
    const started = await start('npm', ['test', ...CLUSTER_TEST]);
    await started.says('[cluster] Kubernetes');
    expect((await started.processes()).length).toBeGreaterThanOrEqual(9);
    await leavesNothing(started, end);
  });
});

describe('the launcher passes exit codes through', () => {
  it.each([
    [0, ['cli', 'app', 'list']],
    [2, ['cli', 'app', 'get', 'nobody']],
    [2, ['cli', 'no-such-command']],
    [1, ['no-such-command']],
  ])('%s of %j', async (code, args) => {
    const started = await start('node', args);
    expect(await started.closed).toBe(code);
  });

  it.skipIf(process.platform === 'win32')('0 of a run that was stopped in order', async () => {
    const running = await start('node', ['cli', 'run']);
    await running.says('Drydock is reconciling');
    running.child.kill('SIGTERM');
    expect(await running.closed).toBe(0);
  });
});

describe('the launcher and its output', () => {
  it('prints nothing but JSON where JSON is asked for', () => {
    const { stdout } = spawnSync(process.execPath, [launcher, 'cli', '--home', join(tmpdir(), 'drydock-no-home'), 'app', 'list', '-o', 'json'], { encoding: 'utf8' });
    expect(JSON.parse(stdout)).toEqual([]);
  });
});
