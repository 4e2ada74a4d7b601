/** HTTP/2: what goes over it, and what a server's GOAWAY does; the test control plane sends some of its own all the time. */
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Http2SecureServer, Http2ServerRequest, Http2ServerResponse, Http2Session, ServerHttp2Stream } from 'node:http2';
import { createSecureServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createAuthority } from '../../../test/cluster/certificates.ts';
import { configOf } from '../../../test/helpers/clientConfig.ts';
import type { KubeClient } from './client.ts';
import { createKubeClient } from './client.ts';

interface Asked {
  readonly version: string;
  readonly path: string;
}

let server: Http2SecureServer;
let client: KubeClient;
let asked: Asked[];
let sessions: Http2Session[];
/** Says whether a stream is answered; what it refuses by GOAWAY was never looked at. */
let takes: (stream: ServerHttp2Stream, session: Http2Session) => boolean;

beforeEach(async () => {
  asked = [];
  sessions = [];
  takes = () => true;
  const { key, certificate } = createAuthority('test').issueServer(['127.0.0.1']);
  const answer = (request: IncomingMessage | Http2ServerRequest, response: ServerResponse | Http2ServerResponse): void => {
    const { stream } = 'stream' in request ? request : { stream: undefined };
    stream?.on('error', () => undefined);
    if (stream?.session !== undefined && !takes(stream, stream.session)) return;
    asked.push({ version: request.httpVersion, path: request.url ?? '' });
    // A watch stays open; what it writes ends a line.
    if (request.url?.includes('watch') !== true) response.end('{}');
    else if ('stream' in response) response.stream.write('{"type":"BOOKMARK"}\n');
    else response.write('{"type":"BOOKMARK"}\n');
  };
  server = createSecureServer({ key, cert: certificate, allowHTTP1: true }, answer);
  server.on('session', (session) => void sessions.push(session));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  client = createKubeClient(configOf('x', { cluster: { server: `https://127.0.0.1:${(server.address() as AddressInfo).port}`, 'insecure-skip-tls-verify': true } }));
});
afterEach(async () => {
  await client.close();
  for (const session of sessions) session.destroy();
  server.close();
});

/** RFC 9113, 7. */
const REFUSED_STREAM = 7;
const CANCEL = 8;
/** Streams of clients have odd ids; what a server names as its last one must be such an id. */
const refuseFrom = (session: Http2Session, id: number) => void setImmediate(() => session.goaway(0, id - 2));
const post = (path: string) => client.request({ method: 'POST', path, body: {}, action: 'create it' });
const paths = (count: number) => Array.from({ length: count }, (_, index) => `/${index}`);

it('plain requests share its connections, and a watch has one of HTTP/1.1', async () => {
  await client.request({ path: '/first', action: 'get it' });
  await Promise.all(paths(50).map(post));
  for await (const event of client.stream({ path: '/watch', action: 'watch' })) {
    expect(event).toEqual({ type: 'BOOKMARK' });
    break;
  }
  expect(asked.map(({ version }) => version)).toEqual([...Array<string>(51).fill('2.0'), '1.1']);
  expect(sessions).toHaveLength(1);
});

it('what a server did not look at when it closes a connection is sent again, writes too, and each once', async () => {
  await client.request({ path: '/first', action: 'get it' });
  const [first] = sessions;
  let refusedFrom: number | undefined;
  takes = (stream, session) => {
    if (session !== first) return true;
    const id = stream.id ?? 0;
    if (refusedFrom === undefined && asked.length === 11) {
      refusedFrom = id;
      refuseFrom(session, id);
    }
    return refusedFrom === undefined || id < refusedFrom;
  };
  await Promise.all(paths(40).map(post));
  expect(refusedFrom).toBeDefined();
  expect(asked.slice(1).map(({ path }) => path).toSorted()).toEqual(paths(40).toSorted());
});

it('behind a server that refuses each stream nobody waits for ever', async () => {
  takes = (stream) => {
    stream.close(REFUSED_STREAM);
    return false;
  };
  await expect(post('/never')).rejects.toMatchObject({ code: 'cluster-unreachable', message: expect.stringMatching(/the connection to 127\.0\.0\.1:\d+ was dropped/) });
  expect(asked).toEqual([]);
});

it('a read whose stream is reset is sent again, a write is not', async () => {
  let resets = 0;
  takes = (stream) => {
    if (resets++ > 0) return true;
    stream.close(CANCEL);
    return false;
  };
  expect(await client.request({ path: '/read', action: 'get it' })).toEqual({});
  resets = 0;
  await expect(post('/write')).rejects.toMatchObject({ code: 'cluster-unreachable' });
  expect(asked.map(({ path }) => path)).toEqual(['/read']);
});
