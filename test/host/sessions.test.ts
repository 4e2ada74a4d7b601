/** Commands in containers as the contract has them: how far output runs ahead of its reader, who may ask, what is noted. */
import { randomUUID } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { Host } from '../../electron/host.ts';
import { startHost } from '../../electron/host.ts';
import type { InputOf } from '../../shared/contract/index.ts';
import type { ExecEvent } from '../../shared/model/exec.ts';
import { UNTAKEN_BYTES } from '../../shared/model/exec.ts';
import { describeCluster, kubectl, newNamespace, useCluster } from '../cluster/use.ts';
import { commitFiles } from '../helpers/git.ts';
import type { Workspace } from '../helpers/workspace.ts';
import { applicationYaml, createWorkspace } from '../helpers/workspace.ts';

const PROTECTED = 'shop-prod';

describeCluster('commands in containers, asked of a host', () => {
  let workspace: Workspace;
  let host: Host;
  let home: string;

  beforeAll(async () => {
    workspace = await createWorkspace('sessions', { ...useCluster(), newNamespace });
    const { context, kubeconfig } = useCluster();
    const second = workspace.sandbox.path('kubeconfig-prod');
    await writeFile(second, (await readFile(kubeconfig, 'utf8')).replaceAll(context, PROTECTED));
    home = workspace.sandbox.path('home');
    await mkdir(home, { recursive: true });
    host = await startHost({ home, env: { ...workspace.env, KUBECONFIG: `${kubeconfig}:${second}` } });
    await commitFiles(workspace.repository, { 'a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n' }, 'start');
    const spec = (name: string) => ({ source: { repoURL: workspace.repository.remote, path: '.' }, destination: { name, namespace: workspace.namespace } });
    await host.client.call('create', { yaml: applicationYaml(spec(context)), from: 'test' });
    await host.client.call('create', { yaml: applicationYaml(spec(PROTECTED)).replace('name: app', 'name: prod'), from: 'test' });
    await kubectl(['run', 'web', '--image=nginx', '-n', workspace.namespace]);
    await kubectl(['wait', '--for=condition=Ready', 'pod/web', '-n', workspace.namespace, '--timeout=60s']);
  });
  afterAll(async () => {
    await host?.close();
    await workspace.close();
  });

  const question = (command: readonly string[], changes: Partial<InputOf<'exec'>> = {}): InputOf<'exec'> => ({ session: randomUUID(), name: 'app', namespace: workspace.namespace, pod: 'web', command: [...command], tty: false, stdin: true, ...changes });

  it('holds a command back while its output is not taken, and loses nothing of it', async () => {
    const asked = question(['sh', '-c', 'head -c 8000000 /dev/zero; touch written-all']);
    let got = 0;
    let takes = false;
    const take = (bytes: number): Promise<unknown> => host.client.call('execInput', { session: asked.session, taken: bytes });
    const done = host.client.call('exec', asked, {
      onProgress(event) {
        if (event.kind !== 'output') return;
        const bytes = Buffer.from(event.data, 'base64').byteLength;
        got += bytes;
        // Its last word may come when it has ended.
        if (takes) take(bytes).catch(() => undefined);
      },
    });
    await vi.waitFor(() => expect(got).toBeGreaterThan(UNTAKEN_BYTES), { timeout: 20_000 });
    // It stands still there, while another that is read runs from its start to its end.
    const other = question(['seq', '1', '300000']);
    const read = host.client.call('exec', other, {
      onProgress: (event) => void (event.kind === 'output' && host.client.call('execInput', { session: other.session, taken: event.data.length }).catch(() => undefined)),
    });
    expect(await Promise.race([done.then(() => 'the one that is held'), read.then(() => 'the other')])).toBe('the other');
    expect(got).toBeLessThan(UNTAKEN_BYTES + 100_000);
    takes = true;
    await take(got);
    expect(await done).toEqual({ exitCode: 0 });
    expect(got).toBe(8_000_000);
  });

  it('input that comes before the command is started is not lost, and is in order', async () => {
    const asked = question(['head', '-c', '10']);
    let text = '';
    const done = host.client.call('exec', asked, { onProgress: (event: ExecEvent) => (text += event.kind === 'output' ? Buffer.from(event.data, 'base64').toString('utf8') : '') });
    for (const each of ['0123', '45', '6789']) void host.client.call('execInput', { session: asked.session, data: Buffer.from(each).toString('base64') });
    await done;
    expect(text).toBe('0123456789');
  });

  it('a protected context wants its name', async () => {
    const refused = { code: 'usage', message: `Nothing was run: ${PROTECTED} is a protected context, and its name was not confirmed.` };
    await expect(host.client.call('exec', question(['true'], { name: 'prod' }))).rejects.toMatchObject(refused);
    await expect(host.client.call('exec', question(['true'], { name: 'prod', confirmContext: 'shop' }))).rejects.toMatchObject(refused);
    expect(await host.client.call('exec', question(['true'], { name: 'prod', confirmContext: PROTECTED }))).toEqual({ exitCode: 0 });
  });

  it('a session is one command: another under its name is refused, and what has ended takes nothing', async () => {
    const asked = question(['cat']);
    const stop = new AbortController();
    const started = Promise.withResolvers<void>();
    const first = host.client.call('exec', asked, { signal: stop.signal, onProgress: () => started.resolve() });
    await started.promise;
    await expect(host.client.call('exec', { ...question(['true']), session: asked.session })).rejects.toMatchObject({ code: 'conflict' });
    stop.abort();
    await expect(first).rejects.toMatchObject({ code: 'cancelled' });
    await expect(host.client.call('execInput', { session: asked.session, data: '' })).rejects.toMatchObject({ code: 'not-found' });
  });

  it('who ran what where is in the activity, without the arguments', async () => {
    await host.client.call('exec', question(['echo', 'hunter2'], { tty: true }));
    const file = join(home, 'activity.jsonl');
    await vi.waitFor(async () => expect(await readFile(file, 'utf8')).toMatch(/opened a terminal in container web of pod \S+\/web in /), { timeout: 10_000 });
    const text = await readFile(file, 'utf8');
    expect(text).toMatch(/ran a command in container web/);
    expect(text).not.toContain('hunter2');
  });
});
