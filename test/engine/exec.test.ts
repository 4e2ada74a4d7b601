/**
 * Commands in containers and forwarded ports, through the real API server; kwok plays the kubelet and runs commands on
 * this machine. What it does not do is in electron/engine/cluster/exec.test.ts: it tells no exit code but 0, and neither
 * the end of the input nor a hang-up reaches what it runs (with kubectl neither). The sandbox's pods run nothing.
 */
import { access, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo, Socket } from 'node:net';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it, vi } from 'vitest';
import type { CommandRequest } from '../../electron/engine/index.ts';
import { createEngine } from '../../electron/engine/index.ts';
import type { ForwardEvent } from '../../shared/model/exec.ts';
import { POD_PORTS } from '../cluster/kwok.ts';
import { describeCluster, kubectl, useCluster } from '../cluster/use.ts';
import type { Bench } from '../helpers/clusters.ts';
import { describeBoth } from '../helpers/clusters.ts';
import { applicationYaml } from '../helpers/workspace.ts';

const POD = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web', labels: { app: 'web' } }, spec: { containers: [{ name: 'main', image: 'nginx', ports: [{ name: 'echo', containerPort: POD_PORTS.echo }] }] } };
const SERVICE = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web' }, spec: { selector: { app: 'web' }, ports: [{ name: 'echo', port: 4_000, targetPort: 'echo' }, { name: 'lost', port: 4_001, targetPort: 'lost' }] } };

const never = (): AbortSignal => AbortSignal.timeout(30_000);

async function runningPod({ client, namespace }: Bench): Promise<void> {
  await client.request({ method: 'POST', path: `/api/v1/namespaces/${namespace}/pods`, body: POD, action: 'create the pod' });
  await client.request({ method: 'POST', path: `/api/v1/namespaces/${namespace}/services`, body: SERVICE, action: 'create the service' });
  await vi.waitFor(async () => expect(await client.request({ path: `/api/v1/namespaces/${namespace}/pods/web`, action: 'read the pod' })).toMatchObject({ status: { phase: 'Running' } }), { timeout: 30_000 });
}

/** Starts a command; what it wrote is collected, and its input is there to be given. */
async function start({ engine, namespace }: Bench, command: readonly string[], changes: Partial<CommandRequest> = {}, signal = never()) {
  const wrote = { stdout: '', stderr: '' };
  const decoders = { stdout: new TextDecoder(), stderr: new TextDecoder() };
  let changed = Promise.withResolvers<void>();
  const running = await engine.exec(
    { name: 'app', namespace, pod: 'web', command, tty: false, stdin: true, ...changes },
    (stream, data) => {
      wrote[stream] += decoders[stream].decode(data, { stream: true });
      changed.resolve();
      changed = Promise.withResolvers();
    },
    signal,
  );
  const said = async (text: string): Promise<void> => {
    while (!wrote.stdout.includes(text)) await changed.promise;
  };
  return { ...running, wrote, said, write: (text: string) => running.input(Buffer.from(text)) };
}

describeBoth('exec', describeCluster, {}, (bench, kind) => {
  if (kind === 'sandbox') {
    it('says that nothing runs in its pods', async () => {
      await runningPod(bench());
      await expect(start(bench(), ['sh'])).rejects.toMatchObject({ code: 'cluster-invalid', message: expect.stringContaining("The sandbox's pods run nothing") });
      const { engine, namespace } = bench();
      const problems: string[] = [];
      const stop = new AbortController();
      await engine.forward(
        'app',
        { target: { kind: 'Pod', namespace, name: 'web' }, port: 80, localPort: 0 },
        (event) => {
          if (event.kind === 'listening') connect(event.localPort, '127.0.0.1').on('error', () => undefined);
          if (event.kind === 'problem') {
            problems.push(event.message);
            stop.abort();
          }
        },
        AbortSignal.any([stop.signal, never()]),
      );
      expect(problems).toEqual([expect.stringContaining("The sandbox's pods run nothing")]);
    });
    return;
  }

  it('tells what a command writes, on which stream, and its exit code', async () => {
    await runningPod(bench());
    const done = await start(bench(), ['sh', '-c', 'echo out; echo err >&2'], { stdin: false });
    expect(await done.exitCode).toBe(0);
    expect([done.wrote, done.container]).toEqual([{ stdout: 'out\n', stderr: 'err\n' }, 'main']);
  });

  it('gives arguments as they are: no shell reads them', async () => {
    const done = await start(bench(), ['printf', '%s|', 'a b', '$HOME', "it's", '&', 'ü']);
    await done.exitCode;
    expect(done.wrote.stdout).toBe("a b|$HOME|it's|&|ü|");
  });

  it('takes input, and loses and mixes nothing of much of it', async () => {
    const text = Array.from({ length: 40_000 }, (_, index) => `line ${index} ü€\n`).join('');
    const head = await start(bench(), ['head', '-c', String(Buffer.byteLength(text))]);
    head.write(text);
    expect(await head.exitCode).toBe(0);
    expect(head.wrote.stdout === text).toBe(true);
  });

  it('reads no faster than its reader takes', async () => {
    const { engine, namespace } = bench();
    const stop = new AbortController();
    const held = Promise.withResolvers<void>();
    let read = 0;
    const marker = `written-${namespace}`;
    const running = await engine.exec(
      { name: 'app', namespace, pod: 'web', command: ['sh', '-c', `head -c 60000000 /dev/zero; touch ${marker}`], tty: false, stdin: false },
      async (_stream, data) => {
        read += data.byteLength;
        await held.promise;
      },
      AbortSignal.any([stop.signal, never()]),
    );
    // It cannot write all as long as nobody reads: another that writes as much and is read does so meanwhile.
    const other = await start(bench(), ['sh', '-c', 'head -c 60000000 /dev/zero | tr "\\0" x'], { stdin: false });
    await other.exitCode;
    const written = (): Promise<void> => access(join(dirname(useCluster().kubeconfig), 'work', marker));
    await expect(written()).rejects.toMatchObject({ code: 'ENOENT' });
    held.resolve();
    expect(await running.exitCode).toBe(0);
    expect(read).toBe(60_000_000);
    await written();
  });

  it('a terminal has the size that it is given, and another when it changes', async () => {
    const shell = await start(bench(), ['sh'], { tty: true, size: { columns: 91, rows: 33 } });
    // The size comes on a channel of its own, so the shell may be there before it. What is typed is echoed as it is.
    const until = (size: string, word: string): Promise<void> => shell.write(`while [ "$(stty size)" != "${size}" ]; do :; done; echo "${word} $((40 + 2))"\n`);
    await until('33 91', 'first');
    await shell.said('first 42');
    shell.resize({ columns: 120, rows: 40 });
    await until('40 120', 'second');
    await shell.said('second 42');
    shell.write('exit\n');
    expect(await shell.exitCode).toBe(0);
    expect(shell.wrote.stderr).toBe('');
  });

  it('what cannot be run is said: no pod, no container, no program', async () => {
    const { namespace } = bench();
    await expect(start(bench(), ['sh'], { pod: 'nobody' })).rejects.toMatchObject({ code: 'not-found', message: expect.stringContaining(`no pod ${namespace}/nobody`) });
    await expect(start(bench(), ['sh'], { container: 'other' })).rejects.toMatchObject({ code: 'not-found', hint: 'Choose one of: main.' });
    const lost = await start(bench(), ['no-such-program']);
    await expect(lost.exitCode).rejects.toMatchObject({ code: 'cluster-failed', message: expect.stringMatching(/could not run no-such-program in main of pod .*: .*not found/) });
  });

  it('who may not run anything is told so in the words of the server', async () => {
    const { context, namespace, repository } = bench();
    const { kubeconfig } = useCluster();
    const folder = await mkdtemp(join(tmpdir(), 'drydock-exec-'));
    const name = 'reader';
    await kubectl(['create', 'serviceaccount', name, '-n', namespace]);
    await kubectl(['create', 'role', name, '-n', namespace, '--verb=get,list,watch', '--resource=pods']);
    await kubectl(['create', 'rolebinding', name, '-n', namespace, `--role=${name}`, `--serviceaccount=${namespace}:${name}`]);
    const token = (await kubectl(['create', 'token', name, '-n', namespace])).trim();
    const file = join(folder, 'kubeconfig');
    await writeFile(file, (await readFile(kubeconfig, 'utf8')).replace(/client-certificate-data: .*\n\s+client-key-data: .*/, `token: ${token}`));
    const engine = createEngine({ home: join(folder, 'home'), env: { ...process.env, KUBECONFIG: file } });
    try {
      await engine.create(applicationYaml({ source: { repoURL: repository.remote, path: '.' }, destination: { name: context, namespace } }), 'test');
      await expect(start({ ...bench(), engine }, ['sh'])).rejects.toMatchObject({ code: 'cluster-forbidden', message: expect.stringMatching(/could not run sh in main of pod .*User ".*reader" cannot (get|create) resource "pods\/exec"/), hint: expect.stringContaining('permission') });
    } finally {
      await engine.close();
      await rm(folder, { recursive: true, force: true });
    }
  });

  const forward = (request: { readonly kind?: 'Pod' | 'Service'; readonly name?: string; readonly port: number; readonly localPort?: number }, onEvent: (event: ForwardEvent) => void, signal: AbortSignal): Promise<void> => {
    const { kind: target = 'Pod', name = 'web', port, localPort = 0 } = request;
    return bench().engine.forward('app', { target: { kind: target, namespace: bench().namespace, name }, port, localPort }, onEvent, AbortSignal.any([signal, never()]));
  };

  /** Forwards, works with the local port, and ends it. Resolves to what was told. */
  async function forwarded(request: Parameters<typeof forward>[0], work: (localPort: number, events: readonly ForwardEvent[]) => Promise<void>): Promise<readonly ForwardEvent[]> {
    const stop = new AbortController();
    const events: ForwardEvent[] = [];
    const listening = Promise.withResolvers<number>();
    const ended = forward(request, (event) => {
      events.push(event);
      if (event.kind === 'listening') listening.resolve(event.localPort);
    }, stop.signal);
    await Promise.race([listening.promise, ended]);
    await work(await listening.promise, events);
    stop.abort();
    await ended;
    return events;
  }

  const talk = (socket: Socket, text: string | Buffer): Promise<string> => {
    const wanted = Buffer.byteLength(text);
    return new Promise((resolve, reject) => {
      const parts: Buffer[] = [];
      const onData = (data: Buffer): void => {
        parts.push(data);
        if (Buffer.concat(parts).byteLength < wanted) return;
        socket.off('data', onData);
        resolve(Buffer.concat(parts).toString('utf8'));
      };
      socket.on('data', onData).on('error', reject);
      socket.write(text);
    });
  };

  /** What comes until `text` is there, or until the connection ends. */
  const answerOf = (port: number, text?: string): Promise<string> =>
    new Promise((resolve) => {
      let read = '';
      const socket = connect(port, '127.0.0.1');
      const done = (): void => {
        resolve(read);
        socket.destroy();
      };
      socket.on('data', (data) => {
        read += data.toString('utf8');
        if (text !== undefined && read.includes(text)) done();
      });
      // A reset is an end as well.
      socket.on('error', () => undefined).on('close', done).write('GET / HTTP/1.0\r\n\r\n');
    });

  it('forwards several connections at once, each its own, and ends them all', async () => {
    const closed: Promise<void>[] = [];
    const events = await forwarded({ port: POD_PORTS.echo }, async (port) => {
      const [one, two] = [connect(port, '127.0.0.1'), connect(port, '127.0.0.1')];
      for (const socket of [one, two]) closed.push(new Promise((resolve) => socket.on('close', () => resolve())));
      expect(await Promise.all([talk(one, 'first'), talk(two, 'second')])).toEqual(['first', 'second']);
      expect(await talk(one, 'again')).toBe('again');
      const large = 'x'.repeat(3_000_000);
      expect((await talk(two, large)) === large).toBe(true);
    });
    await Promise.all(closed);
    expect(events[0]).toMatchObject({ kind: 'listening', context: bench().context });
    expect(events).toContainEqual({ kind: 'connections', open: 2 });
    expect(events.filter((event) => event.kind === 'problem')).toEqual([]);
  });

  it('forwards what a server answers', async () => {
    const words = 'HTTP request to an HTTPS server';
    await forwarded({ port: POD_PORTS.server }, async (port) => expect(await answerOf(port, words)).toContain(words));
  });

  it('a port where nobody listens ends its connection with the reason, and others go on', async () => {
    const events = await forwarded({ port: POD_PORTS.refused }, async (port, told) => {
      expect(await answerOf(port)).toBe('');
      await vi.waitFor(() => expect(told).toContainEqual({ kind: 'problem', message: expect.stringMatching(/could not forward to port 9 of pod .*refused/) }));
    });
    expect(events[0]?.kind).toBe('listening');
  });

  it('forwards to a ready pod of a Service, by the name of its port', async () => {
    await forwarded({ kind: 'Service', port: 4_000 }, async (port) => {
      const socket = connect(port, '127.0.0.1');
      expect(await talk(socket, 'through the service')).toBe('through the service');
      socket.destroy();
    });
  });

  it('what cannot be forwarded is said', async () => {
    const none = (request: Parameters<typeof forward>[0]) => forward(request, () => undefined, never());
    await expect(none({ name: 'nobody', port: 80 })).rejects.toMatchObject({ code: 'not-found' });
    await expect(none({ kind: 'Service', port: 80 })).rejects.toMatchObject({ code: 'usage', hint: 'Choose one of: 4000, 4001.' });
    await expect(none({ kind: 'Service', port: 4_001 })).rejects.toMatchObject({ code: 'not-found', message: expect.stringContaining('no port named lost') });
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    await expect(none({ port: 80, localPort: (taken.address() as AddressInfo).port })).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('the port is in use') });
    taken.close();
  });

  it('closing the engine ends what runs', async () => {
    const cat = await start(bench(), ['cat']);
    const listening = Promise.withResolvers<void>();
    const forwarding = forward({ port: POD_PORTS.echo }, () => listening.resolve(), never());
    await listening.promise;
    await bench().engine.close();
    await expect(cat.exitCode).rejects.toMatchObject({ code: 'cancelled' });
    await forwarding;
  });
});
