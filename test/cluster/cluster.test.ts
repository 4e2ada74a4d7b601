import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startCluster, type TestCluster } from './index.ts';
import { runKubectl } from './kubectl.ts';
import { describeCluster, kubectl, newNamespace, useCluster } from './use.ts';

const deployment = (name: string, replicas: number): string =>
  JSON.stringify({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name },
    spec: {
      replicas,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: { containers: [{ name: 'main', image: 'registry.example/web:1' }] },
      },
    },
  });

const job = (name: string, annotations: Record<string, string> = {}): string =>
  JSON.stringify({
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name },
    spec: {
      backoffLimit: 0,
      template: {
        metadata: { annotations },
        spec: { restartPolicy: 'Never', containers: [{ name: 'main', image: 'registry.example/job:1' }] },
      },
    },
  });

const statefulSet = (name: string): string =>
  JSON.stringify({
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name },
    spec: {
      replicas: 1,
      serviceName: name,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: { containers: [{ name: 'main', image: 'registry.example/db:1' }] },
      },
      volumeClaimTemplates: [
        {
          metadata: { name: 'data' },
          spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
        },
      ],
    },
  });

describeCluster('the shared cluster', () => {
  it('is Kubernetes 1.34 or newer and says so', async () => {
    const answer = JSON.parse(await kubectl(['version', '-o', 'json'])) as {
      serverVersion: { gitVersion: string; major: string; minor: string };
    };
    expect(answer.serverVersion.gitVersion).toBe(useCluster().version);
    expect(answer.serverVersion.major).toBe('1');
    expect(Number.parseInt(answer.serverVersion.minor, 10)).toBeGreaterThanOrEqual(34);
  });

  it('rolls out a Deployment whose pods are Ready and get endpoints', async () => {
    const namespace = await newNamespace('rollout');
    await kubectl(['apply', '-n', namespace, '-f', '-'], { input: deployment('web', 2) });
    await kubectl(['expose', 'deployment', 'web', '-n', namespace, '--port=80']);
    await kubectl(['wait', '--for=condition=Available', 'deployment/web', '-n', namespace, '--timeout=30s']);
    const ready = '{.items[*].endpoints[?(@.conditions.ready==true)].addresses[0]}';
    const slices = ['get', 'endpointslices', '-n', namespace, '-l', 'kubernetes.io/service-name=web', '-o'];
    await expect
      .poll(async () => (await kubectl([...slices, `jsonpath=${ready}`])).split(' ').filter(Boolean), { timeout: 20_000 })
      .toHaveLength(2);
    await kubectl(['delete', 'deployment', 'web', '-n', namespace]);
    await kubectl(['wait', '--for=delete', 'pod', '-l', 'app=web', '-n', namespace, '--timeout=30s']);
  });

  it('ends Jobs, and fails those that are told to', async () => {
    const namespace = await newNamespace('jobs');
    const jobs = [job('good'), job('bad', { 'test.drydock.dev/pod': 'fail' })].join('\n---\n');
    await kubectl(['apply', '-n', namespace, '-f', '-'], { input: jobs });
    await kubectl(['wait', '--for=condition=Complete', 'job/good', '-n', namespace, '--timeout=30s']);
    await kubectl(['wait', '--for=condition=Failed', 'job/bad', '-n', namespace, '--timeout=30s']);
  });

  it.each([
    ['pending', 'Pending', 'ContainerCreating'],
    ['no-image', 'Pending', 'ImagePullBackOff'],
    ['crash', 'Running', 'CrashLoopBackOff'],
    ['unready', 'Running', ''],
  ])('keeps a pod that is told to be %s from becoming ready', async (behaviour, phase, reason) => {
    const namespace = await newNamespace('pods');
    const annotation = `--annotations=test.drydock.dev/pod=${behaviour}`;
    await kubectl(['run', 'pod', '--image=registry.example/web:1', annotation, '-n', namespace]);
    const path = '{.status.containerStatuses[0].ready}';
    await kubectl(['wait', `--for=jsonpath=${path}=false`, 'pod/pod', '-n', namespace, '--timeout=30s']);
    const pod = JSON.parse(await kubectl(['get', 'pod', 'pod', '-n', namespace, '-o', 'json'])) as {
      status: { phase: string; containerStatuses: { state: { waiting?: { reason: string } } }[] };
    };
    expect(pod.status.phase).toBe(phase);
    expect(pod.status.containerStatuses[0]?.state.waiting?.reason ?? '').toBe(reason);
  });

  it('runs a StatefulSet with volumes, and removes the volumes with their claims', async () => {
    const namespace = await newNamespace('volumes');
    await kubectl(['apply', '-n', namespace, '-f', '-'], { input: statefulSet('db') });
    await kubectl(['rollout', 'status', 'statefulset/db', '-n', namespace, '--timeout=30s']);
    const claim = ['get', 'pvc', 'data-db-0', '-n', namespace, '-o'];
    expect(await kubectl([...claim, 'jsonpath={.status.phase}'])).toBe('Bound');
    const volume = await kubectl([...claim, 'jsonpath={.spec.volumeName}']);
    await kubectl(['delete', 'statefulset/db', 'pvc/data-db-0', '-n', namespace, '--timeout=30s']);
    await kubectl(['wait', '--for=delete', `pv/${volume}`, '--timeout=30s']);
  });

  it('applies on the server side and names conflicts', async () => {
    const namespace = await newNamespace('apply');
    const apply = (manager: string, replicas: number): Promise<string> =>
      kubectl(['apply', '--server-side', `--field-manager=${manager}`, '-n', namespace, '-f', '-'], {
        input: deployment('web', replicas),
      });
    await apply('one', 1);
    await expect(apply('two', 2)).rejects.toThrow(/conflicts? with "one"[^]*\.spec\.replicas/);
    const managers = 'jsonpath={.metadata.managedFields[?(@.operation=="Apply")].manager}';
    expect(await kubectl(['get', 'deployment', 'web', '-n', namespace, '-o', managers])).toBe('one');
  });
});

/** A tester's own cluster cannot be doubled, stopped or killed. */
const describeOwn = process.env['DRYDOCK_TEST_CONTEXT'] === undefined ? describeCluster : describe.skip;

describeOwn('a second cluster', () => {
  let second: TestCluster;
  beforeAll(async () => {
    second = await startCluster({ nodes: 1 });
  });
  afterAll(() => second.stop());

  it('runs beside the first, at another address', async () => {
    expect(second.server).not.toBe(useCluster().server);
    expect(second.context).not.toBe(useCluster().context);
    expect(await runKubectl(second, ['get', 'nodes', '-o', 'name'])).toBe('node/node-1\n');
    expect(await kubectl(['get', 'nodes', '-o', 'name'])).toBe('node/node-1\nnode/node-2\n');
  });

  it('can lose its API server and get it back with its data', async () => {
    await runKubectl(second, ['create', 'namespace', 'kept']);
    await second.apiServer?.stop();
    expect(await reachable(second.server)).toBe(false);
    await second.apiServer?.start();
    expect(await runKubectl(second, ['get', 'namespace', 'kept', '-o', 'name'])).toBe('namespace/kept\n');
  });

  it('can have its API server frozen', async () => {
    second.apiServer?.pause();
    expect(await reachable(second.server)).toBe(true);
    await expect(runKubectl(second, ['get', 'nodes', '--request-timeout=1s'])).rejects.toThrow(/timeout|deadline/i);
    second.apiServer?.resume();
    expect(await runKubectl(second, ['get', 'nodes', '-o', 'name'])).toBe('node/node-1\n');
  });

  it('leaves no process, port or folder after stop', async () => {
    const folder = dirname(second.kubeconfig);
    expect(await processesOf(folder)).toHaveLength(5);
    await second.stop();
    expect(await processesOf(folder)).toEqual([]);
    expect(await reachable(second.server)).toBe(false);
    expect(existsSync(folder)).toBe(false);
  });
});

describeOwn('DRYDOCK_TEST_CONTEXT', () => {
  it('is taken as it is and left running', async () => {
    const shared = useCluster();
    vi.stubEnv('KUBECONFIG', shared.kubeconfig);
    vi.stubEnv('DRYDOCK_TEST_CONTEXT', shared.context);
    try {
      const taken = await startCluster();
      expect(taken).toMatchObject({ context: shared.context, server: shared.server, version: shared.version });
      expect(await runKubectl(taken, ['get', 'nodes', '-o', 'name'])).toContain('node/node-1');
      await taken.stop();
      expect(await reachable(shared.server)).toBe(true);
      vi.stubEnv('DRYDOCK_TEST_CONTEXT', 'nobody');
      await expect(startCluster()).rejects.toThrow(/^The context nobody cannot be used: [^]*nobody/);
    } finally {
      vi.unstubAllEnvs();
    }
  });
});

describeOwn('npm run cluster', () => {
  it.each([
    ['the binaries of the wrapper', () => ({})],
    ["somebody else's binaries", () => ({ KUBEBUILDER_ASSETS: dirname(useCluster().kubectl) })],
  ])('leaves nothing when it is killed: %s', async (_, environment) => {
    const script = join(import.meta.dirname, 'main.ts');
    const env = { ...process.env, KUBEBUILDER_ASSETS: '', ...environment() };
    const child = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'ignore'], env });
    const lines: string[] = [];
    for await (const line of createInterface({ input: child.stdout })) {
      lines.push(line);
      if (lines.length === 2) break;
    }
    const [kubeconfig = '', hint] = lines;
    expect(hint).toBe(`export KUBECONFIG=${kubeconfig}`);
    const folder = dirname(kubeconfig);
    const server = /server: (\S+)/.exec(await readFile(kubeconfig, 'utf8'))?.[1] ?? '';
    expect(await processesOf(folder)).toHaveLength(5);
    expect(await reachable(server)).toBe(true);

    child.kill('SIGKILL');
    await once(child, 'exit');
    const left = async (): Promise<unknown> => ({
      processes: await processesOf(folder),
      port: await reachable(server),
      folder: existsSync(folder),
    });
    await expect.poll(left, { timeout: 20_000 }).toEqual({ processes: [], port: false, folder: false });
  });
});

/** Whether somebody accepts connections at the URL's host and port. */
function reachable(server: string): Promise<boolean> {
  const { hostname, port } = new URL(server);
  return new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port) });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

/** The command lines of the components of the cluster in this folder, which each names in its flags. */
async function processesOf(folder: string): Promise<string[]> {
  const wanted = (line: string): boolean => line.includes(`=${folder}/`);
  if (!existsSync('/proc/self/cmdline')) {
    return execFileSync('ps', ['-axww', '-o', 'command='], { encoding: 'utf8' }).split('\n').filter(wanted);
  }
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  // A process may end between the two readings.
  const lines = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')));
  return lines.map((line) => line.replaceAll('\0', ' ')).filter(wanted);
}
