import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createCredentialSource } from '../../electron/engine/cluster/credentials.ts';
import { loadKubeconfig } from '../../electron/engine/cluster/index.ts';

/** What to do with a request instead of forwarding it. */
export type Fault =
  /** Answers with a Kubernetes Status. */
  | { readonly status: number; readonly reason?: string; readonly message: string; readonly headers?: Readonly<Record<string, string>> }
  /** Forwards it when the promise resolves. */
  | { readonly hold: Promise<void> }
  | 'drop'
  | 'hang';

/** A proxy before the real API server that fails on purpose. */
export interface FaultProxy {
  /** A kubeconfig with one context `faulty` that leads through the proxy. */
  readonly kubeconfig: string;
  /** Decides about each request; undefined forwards it. */
  fault: (method: string, url: string) => Fault | undefined;
  /** Method and path of every request so far. */
  readonly requests: readonly string[];
  /** Cuts every open connection, watches included. */
  sever(): void;
  close(): Promise<void>;
}

/** Starts a proxy for a context; it speaks HTTP on loopback and adds the context's own credentials. */
export async function startFaultProxy(kubeconfig: string, context: string, file: string): Promise<FaultProxy> {
  const config = loadKubeconfig({ KUBECONFIG: kubeconfig }).clientConfig(context);
  const { ca, cert, key, headers: credentials } = await createCredentialSource(config, process.env).current();
  const target = new URL(config.server);
  const requests: string[] = [];
  const proxy: FaultProxy = {
    kubeconfig: file,
    requests,
    fault: () => undefined,
    sever: () => server.closeAllConnections(),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };

  function forward(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const upstream = httpsRequest({ host: target.hostname, port: target.port, ca, cert, key, method: incoming.method, path: incoming.url, headers: { ...incoming.headers, ...credentials, host: target.host } }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      // A watch without events sends nothing but its headers for a long time.
      outgoing.flushHeaders();
      answer.pipe(outgoing);
      answer.on('error', () => outgoing.destroy());
    });
    upstream.on('error', () => outgoing.destroy());
    outgoing.on('close', () => upstream.destroy());
    incoming.pipe(upstream);
  }

  const server = createServer((incoming, outgoing) => {
    requests.push(`${incoming.method ?? ''} ${incoming.url ?? ''}`);
    const fault = proxy.fault(incoming.method ?? '', incoming.url ?? '');
    if (fault === undefined) return forward(incoming, outgoing);
    if (fault === 'hang') return;
    if (fault === 'drop') return void incoming.socket.destroy();
    if ('hold' in fault) return void fault.hold.then(() => forward(incoming, outgoing));
    outgoing.writeHead(fault.status, { 'content-type': 'application/json', ...fault.headers });
    outgoing.end(JSON.stringify({ kind: 'Status', apiVersion: 'v1', status: 'Failure', code: fault.status, reason: fault.reason ?? '', message: fault.message }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await writeFile(
    file,
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name: 'faulty', cluster: { server: `http://127.0.0.1:${port}` } }],
      users: [{ name: 'faulty', user: {} }],
      contexts: [{ name: 'faulty', context: { cluster: 'faulty', user: 'faulty' } }],
      'current-context': 'faulty',
    }),
  );
  return proxy;
}
