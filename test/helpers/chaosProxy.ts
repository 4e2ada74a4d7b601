import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { readLines } from '../../electron/engine/cluster/lines.ts';
import { loadKubeconfig } from '../../electron/engine/cluster/index.ts';
import type { Random } from './random.ts';

/** A proxy before an API server that treats watches and lists badly, by chance. */
export interface ChaosProxy {
  /** A kubeconfig with one context `chaos` that leads through the proxy. */
  readonly kubeconfig: string;
  /** What it did so far, by name. */
  readonly done: ReadonlyMap<string, number>;
  /** Behaves from now on. */
  calm(): void;
  close(): Promise<void>;
}

/**
 * Starts it; `random` decides. It says a line again (the last, or one from long ago), holds lines back, cuts a connection
 * between two lines or within one, and answers a request by 410, 429, 500, 503 or not at all.
 */
export async function startChaosProxy(kubeconfig: string, context: string, file: string, random: Random): Promise<ChaosProxy> {
  const config = loadKubeconfig({ KUBECONFIG: kubeconfig }).clientConfig(context);
  const options: Parameters<typeof config.applyToHTTPSOptions>[0] = {};
  await config.applyToHTTPSOptions(options);
  const target = new URL(config.getCurrentCluster()?.server ?? '');
  const done = new Map<string, number>();
  let wild = true;
  const chance = (what: string, probability: number): boolean => {
    if (!wild || !random.chance(probability)) return false;
    done.set(what, (done.get(what) ?? 0) + 1);
    return true;
  };

  async function tellWatch(answer: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const said: string[] = [];
    for await (const line of readLines(answer)) {
      if (chance('held a line back', 0.1)) await delay(1 + random.below(30));
      if (chance('cut between lines', 0.03)) return void outgoing.destroy();
      if (chance('cut within a line', 0.03)) return void outgoing.write(line.slice(0, 1 + random.below(line.length)), () => outgoing.destroy());
      outgoing.write(`${line}\n`);
      said.push(line);
      if (chance('said a line twice', 0.1)) outgoing.write(`${line}\n`);
      // What streams a list is not repeated out of its place: there a line is the state, not news.
      const initial = said.some((each) => each.includes('k8s.io/initial-events-end')) || !said[0]?.includes('"ADDED"');
      if (initial && !line.includes('BOOKMARK') && chance('said an old line again', 0.1)) outgoing.write(`${random.pick(said.filter((each) => !each.includes('BOOKMARK')))}\n`);
    }
    outgoing.end();
  }

  function forward(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const { ca, cert, key, headers: credentials } = options;
    const watching = incoming.url?.includes('watch=true') === true;
    const upstream = httpsRequest({ host: target.hostname, port: target.port, ca, cert, key, method: incoming.method, path: incoming.url, headers: { ...incoming.headers, ...credentials, host: target.host } }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      outgoing.flushHeaders();
      if (watching && answer.statusCode === 200) void tellWatch(answer, outgoing).catch(() => outgoing.destroy());
      else answer.pipe(outgoing);
      answer.on('error', () => outgoing.destroy());
    });
    upstream.on('error', () => outgoing.destroy());
    outgoing.on('close', () => upstream.destroy());
    incoming.pipe(upstream);
  }

  const server = createServer((incoming, outgoing) => {
    const refuse = (code: number, reason: string): void => {
      outgoing.writeHead(code, { 'content-type': 'application/json', ...(code === 429 ? { 'retry-after': '0' } : {}) });
      outgoing.end(JSON.stringify({ kind: 'Status', apiVersion: 'v1', status: 'Failure', code, reason, message: `by chance: ${reason}` }));
    };
    if (chance('answered 410', 0.05)) return refuse(410, 'Expired');
    if (chance('answered 429', 0.05)) return refuse(429, 'TooManyRequests');
    if (chance('answered 500', 0.03)) return refuse(500, 'InternalError');
    if (chance('answered 503', 0.03)) return refuse(503, 'ServiceUnavailable');
    if (chance('did not answer', 0.03)) return void incoming.socket.destroy();
    forward(incoming, outgoing);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  await writeFile(
    file,
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name: 'chaos', cluster: { server: `http://127.0.0.1:${(server.address() as AddressInfo).port}` } }],
      users: [{ name: 'chaos', user: {} }],
      contexts: [{ name: 'chaos', context: { cluster: 'chaos', user: 'chaos' } }],
    }),
  );
  return {
    kubeconfig: file,
    done,
    calm() {
      wild = false;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
