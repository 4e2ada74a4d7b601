/**
 * Pods from the terminal: logs, commands in containers and forwarded ports, by the built program; alone, and as a client of a
 * running host. On the control plane only, since the sandbox's pods run nothing and its logs are in test/engine/logs.test.ts.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { POD_PORTS } from '../cluster/kwok.ts';
import { describeCluster, kubectl, newNamespace, useCluster } from '../cluster/use.ts';
import { writeLog } from '../helpers/containerLog.ts';
import { commitFiles } from '../helpers/git.ts';
import type { Finished, Started } from '../helpers/terminal.ts';
import { drydock, startDrydock } from '../helpers/terminal.ts';
import type { Workspace } from '../helpers/workspace.ts';
import { createWorkspace } from '../helpers/workspace.ts';
import { deployment } from './mynginx.ts';

const script = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), 'dist', 'cli.mjs');
/** Gives a program a terminal of its own (util-linux). */
const SCRIPT = '/usr/bin/script';

const service = `apiVersion: v1\nkind: Service\nmetadata:\n  name: mynginx\nspec:\n  selector:\n    run: mynginx\n  ports:\n    - port: 4000\n      targetPort: ${POD_PORTS.echo}\n`;

describeCluster('pods from the terminal', () => {
  let workspace: Workspace;
  let env: NodeJS.ProcessEnv;
  let pod: string;
  const started: Started[] = [];
  const run = (...args: string[]): Promise<Finished> => drydock(['app', ...args], env);

  beforeAll(async () => {
    workspace = await createWorkspace('pods', { ...useCluster(), newNamespace });
    env = { ...workspace.env, DRYDOCK_HOME: workspace.sandbox.path('home') };
    await commitFiles(workspace.repository, { 'app.yaml': `${deployment({ replicas: 2 }).replace('- name: mynginx', '- name: spoken')}---\n${service}` }, 'start');
    await run('create', 'web', '--repo', workspace.repository.remote, '--dest-context', useCluster().context, '--dest-namespace', workspace.namespace);
    expect(await run('sync', 'web', '--yes')).toMatchObject({ code: 0 });
    expect(await run('wait', 'web', '--timeout', '60')).toMatchObject({ code: 0 });
    pod = (await kubectl(['get', 'pods', '-n', workspace.namespace, '-o', 'jsonpath={.items[0].metadata.name}'])).trim();
    await writeLog('spoken', 'terminal one', 'terminal two');
  });
  afterEach(async () => {
    for (const each of started.splice(0)) {
      each.signal('SIGINT');
      await each.finished;
    }
  });
  afterAll(() => workspace.close());

  /** Runs with input, as a pipe gives it. */
  function piped(input: string, ...args: string[]): Promise<Finished> {
    const child = spawn(process.execPath, [script, 'app', ...args], { env, stdio: ['pipe', 'pipe', 'pipe'] });
    const written = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const) child[stream].setEncoding('utf8').on('data', (text: string) => (written[stream] += text));
    child.stdin.on('error', () => undefined).write(input);
    return new Promise((resolve) => child.on('close', (code) => resolve({ code, ...written })));
  }

  describe.each([['alone', false], ['as a client of a host', true]] as const)('%s', (_how, withHost) => {
    let host: Started | undefined;
    beforeAll(async () => {
      if (!withHost) return;
      host = startDrydock(['run'], env);
      await host.error((text) => text.includes('Drydock is reconciling'));
    });
    afterAll(async () => {
      host?.signal('SIGTERM');
      await host?.finished;
    });

    it('logs of all pods, each line with its pod; of one without; filtered', async () => {
      const all = await run('logs', 'web', '--kind', 'Deployment', '--tail', '2');
      expect(all.code, all.stderr).toBe(0);
      const lines = all.stdout.trim().split('\n');
      expect(lines.filter((line) => line === `[${pod}/spoken] terminal two`)).toHaveLength(1);
      expect(lines.filter((line) => line.endsWith('terminal one'))).toHaveLength(2);
      expect(await run('logs', 'web', '--pod', pod, '--tail', '2', '--filter', 'two')).toMatchObject({ code: 0, stdout: 'terminal two\n' });
      const json = await run('logs', 'web', '--pod', pod, '--tail', '1', '-o', 'json');
      expect(JSON.parse(json.stdout)).toEqual({ time: expect.stringMatching(/^\d{4}-/), namespace: workspace.namespace, pod, container: 'spoken', text: 'terminal two' });
    });

    it('follows until it is stopped', async () => {
      const following = startDrydock(['app', 'logs', 'web', '-f', '--tail', '1'], env);
      started.push(following);
      await following.line((line) => line.endsWith('terminal two'));
    });

    it('wrong use says what there is', async () => {
      expect(await run('logs', 'web', '--pod', 'nobody')).toMatchObject({ code: 2, stderr: expect.stringContaining(pod) });
      expect(await run('logs', 'web', '--kind', 'Pod')).toMatchObject({ code: 2, stderr: expect.stringMatching(/2 objects that are Pod/) });
      expect(await run('logs', 'web', '--tail', 'all')).toMatchObject({ code: 2 });
      expect(await run('exec', 'web', '--pod', 'nobody', '--', 'true')).toMatchObject({ code: 2, stderr: expect.stringContaining(pod) });
    });

    it('runs a command: its output on both streams, its arguments as they are, its input', async () => {
      expect(await run('exec', 'web', '--pod', pod, '--', 'sh', '-c', 'echo "$1"; echo err >&2', 'sh', 'a  b')).toEqual({ code: 0, stdout: 'a  b\n', stderr: 'err\n' });
      expect(await piped('hello\n', 'exec', 'web', '--pod', pod, '-i', '--', 'head', '-n', '1')).toMatchObject({ code: 0, stdout: 'hello\n' });
      const bytes = await run('exec', 'web', '--pod', pod, '--', 'seq', '1', '200000');
      expect(bytes.stdout).toBe(Array.from({ length: 200_000 }, (_, index) => `${index + 1}\n`).join(''));
      expect(await run('exec', 'web', '--pod', pod, '--', 'no-such-program')).toMatchObject({ code: 20, stderr: expect.stringContaining('could not run no-such-program') });
    });

    it.skipIf(!existsSync(SCRIPT))('-it: a shell in a terminal, with its size and the keys as they are', async () => {
      const child = spawn(SCRIPT, ['-qec', `stty cols 91 rows 33; ${process.execPath} ${script} app exec web --pod ${pod} -it`, '/dev/null'], { env: { ...env, SHELL: '/bin/sh' }, stdio: ['pipe', 'pipe', 'inherit'] });
      let text = '';
      const waiting = new Set<() => void>();
      child.stdout.setEncoding('utf8').on('data', (more: string) => {
        text += more;
        for (const look of waiting) look();
      });
      const said = (wanted: RegExp): Promise<void> =>
        new Promise((resolve) => {
          const look = (): void => {
            if (!wanted.test(text)) return;
            waiting.delete(look);
            resolve();
          };
          waiting.add(look);
          look();
        });
      const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
      await said(/[$#] $/);
      // The size comes on a channel of its own, so the shell may be there before it.
      child.stdin.write('while [ "$(stty size)" != "33 91" ]; do :; done; echo "size $((40 + 2))"\n');
      await said(/size 42/);
      child.stdin.write('exit\n');
      expect(await ended).toBe(0);
    });

    it('forwards a port until it is stopped', async () => {
      const forwarding = startDrydock(['app', 'port-forward', 'web', 'service/mynginx', ':4000'], env);
      started.push(forwarding);
      const line = await forwarding.line((each) => each.startsWith('Forwarding 127.0.0.1:'));
      const port = Number(/^Forwarding 127\.0\.0\.1:(\d+) to port 4000 of Service /.exec(line)?.[1]);
      const socket = connect(port, '127.0.0.1');
      const answer = new Promise((resolve, reject) => socket.once('data', (data) => resolve(data.toString('utf8'))).once('error', reject));
      socket.write('through');
      expect(await answer).toBe('through');
      socket.destroy();
    });
  });
});
