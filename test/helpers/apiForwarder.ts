import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createCredentialSource } from '../../electron/engine/cluster/credentials.ts';
import { loadKubeconfig } from '../../electron/engine/cluster/index.ts';

/** Sends an API server's answer on; `answer` has its status and headers told already. */
type PassOn = (answer: IncomingMessage, outgoing: ServerResponse) => void;

/** Sends a request on to a context's API server, with the context's own credentials. */
export type Forward = (incoming: IncomingMessage, outgoing: ServerResponse, passOn?: PassOn) => void;

/** What proxies before an API server are made of. */
export async function createForwarder(kubeconfig: string, context: string): Promise<Forward> {
  const config = loadKubeconfig({ KUBECONFIG: kubeconfig }).clientConfig(context);
  const { ca, cert, key, headers: credentials } = await createCredentialSource(config, process.env).current();
  const target = new URL(config.server);
  return (incoming, outgoing, passOn = (answer) => void answer.pipe(outgoing)) => {
    const upstream = httpsRequest({ host: target.hostname, port: target.port, ca, cert, key, method: incoming.method, path: incoming.url, headers: { ...incoming.headers, ...credentials, host: target.host } }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      // A watch without events sends nothing but its headers for a long time.
      outgoing.flushHeaders();
      answer.on('error', () => outgoing.destroy());
      passOn(answer, outgoing);
    });
    upstream.on('error', () => outgoing.destroy());
    outgoing.on('close', () => upstream.destroy());
    incoming.pipe(upstream);
  };
}

/** Answers with a Kubernetes Status. */
export function answerStatus(outgoing: ServerResponse, { code, reason = '', message, headers = {} }: { readonly code: number; readonly reason?: string; readonly message: string; readonly headers?: Readonly<Record<string, string>> }): void {
  outgoing.writeHead(code, { 'content-type': 'application/json', ...headers });
  outgoing.end(JSON.stringify({ kind: 'Status', apiVersion: 'v1', status: 'Failure', code, reason, message }));
}

/** A proxy that listens on loopback, and the kubeconfig with one context that leads there. */
export async function serveProxy(name: string, file: string, listener: RequestListener): Promise<{ readonly server: Server; close(): Promise<void> }> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const contexts = [{ name, context: { cluster: name, user: name } }];
  await writeFile(file, JSON.stringify({ apiVersion: 'v1', kind: 'Config', clusters: [{ name, cluster: { server: `http://127.0.0.1:${port}` } }], users: [{ name, user: {} }], contexts, 'current-context': name }));
  return {
    server,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
