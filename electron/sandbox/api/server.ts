import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { stringifyJson } from '../../../shared/model/json.ts';
import { DrydockError } from '../../../shared/model/errors.ts';
import type { Certificate } from '../certificate.ts';
import { hashOf } from '../model/openapi.ts';
import { noSuchPath, statusBody, StatusError } from '../model/status.ts';
import type { Dict } from '../model/values.ts';
import type { World } from '../write/writes.ts';
import { aggregated, legacy, versionBody } from './discovery.ts';
import { handle } from './handle.ts';
import type { Answer } from './handle.ts';
import { reviewAnswer } from './reviews.ts';
import { parseRoute } from './route.ts';
import type { Route } from './route.ts';

/** What the server needs besides the world. */
export interface ServerOptions {
  readonly world: World;
  readonly token: string;
  readonly certificate: Certificate;
  /** 0 takes a free one. */
  readonly port: number;
  /** Answers GET pods/NAME/log; undefined where it writes the answer itself. */
  readonly log: (route: Route, query: URLSearchParams, response: ServerResponse) => void;
  readonly onError: (error: unknown) => void;
}

export interface RunningServer {
  readonly port: number;
  close(): Promise<void>;
}

/** Serves the API on 127.0.0.1. Throws if the port is taken. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { certificate, onError, port } = options;
  const server = createServer({ cert: certificate.certificate, key: certificate.key, keepAliveTimeout: 60_000 }, (request, response) => {
    answer(options, request, response).catch((error: unknown) => fail(response, error, onError));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE';
      reject(new DrydockError('usage', `The sandbox could not listen on 127.0.0.1:${port}: ${taken ? 'the port is in use' : error.message}.`, { hint: 'Choose another port, or none to take a free one.', cause: error }));
    });
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address() as AddressInfo;
  return {
    port: address.port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(options: ServerOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { token, world } = options;
  if (!isAuthorized(request, token)) throw new StatusError(401, 'Unauthorized', 'Unauthorized');
  const { pathname, searchParams } = new URL(request.url ?? '/', 'https://sandbox');
  const path = pathname.length > 1 ? pathname.replace(/\/+$/, '') : pathname;
  const fixed = fixedAnswer(world, path, request);
  if (typeof fixed === 'string') {
    response.writeHead(200, { 'Content-Type': 'text/plain; charset=utf-8' }).end(fixed);
    return;
  }
  if (fixed !== undefined) {
    send(response, 200, fixed.body, fixed.type);
    return;
  }
  const reviewed = reviewAnswer(path, request.method ?? 'GET');
  if (reviewed !== undefined) {
    // What was asked makes no difference, and kubectl asks in protobuf.
    request.resume();
    send(response, 201, reviewed);
    return;
  }
  const route = parseRoute(path, world.registry);
  if (route === undefined) throw noSuchPath();
  if (route.subresource === 'log' && route.kind.kind === 'Pod') {
    options.log(route, searchParams, response);
    return;
  }
  const result: Answer = await handle({ world, route, query: searchParams, request, response });
  if (result !== undefined) send(response, result.status, result.body);
}

function isAuthorized(request: IncomingMessage, token: string): boolean {
  const given = Buffer.from(request.headers.authorization ?? '');
  const wanted = Buffer.from(`Bearer ${token}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

function send(response: ServerResponse, status: number, body: Dict, type = 'application/json'): void {
  const text = Buffer.from(stringifyJson(body));
  response.writeHead(status, { 'Content-Type': type, 'Content-Length': text.length, 'Cache-Control': 'no-cache, private' }).end(text);
}

function fail(response: ServerResponse, error: unknown, onError: (error: unknown) => void): void {
  if (!(error instanceof StatusError)) onError(error);
  const status = error instanceof StatusError ? error : new StatusError(500, 'InternalError', `Internal error occurred: ${error instanceof Error ? error.message : String(error)}`);
  if (response.headersSent) response.destroy();
  else send(response, status.code, statusBody(status));
}

const AGGREGATED = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';

/** Discovery, schemas, version and health: text, or a body with its type; undefined for the kinds' own paths. */
function fixedAnswer(world: World, path: string, request: IncomingMessage): string | { readonly body: Dict; readonly type?: string } | undefined {
  const { registry } = world;
  if (path === '/version') return { body: versionBody() };
  if (['/readyz', '/livez', '/healthz'].includes(path)) return 'ok';
  if (path === '/openapi/v3') return { body: openApiIndex(world) };
  if (path.startsWith('/openapi/v3/')) {
    const document = registry.document(path.slice('/openapi/v3/'.length));
    if (document === undefined) throw noSuchPath();
    return { body: document as Dict };
  }
  const wantsAggregated = (request.headers.accept ?? '').split(',').some((part) => /as=APIGroupDiscoveryList/.test(part) && /v=v2(;|$)/.test(part.trim()) && part.includes('application/json'));
  if ((path === '/api' || path === '/apis') && wantsAggregated) return { body: aggregated(registry, path === '/api'), type: AGGREGATED };
  const body = legacy(registry, path);
  return body === undefined ? undefined : { body };
}

/** Addresses with the content's hash: clients keep documents by them. */
function openApiIndex({ registry }: World): Dict {
  const paths: Dict = {};
  for (const name of registry.documentNames()) {
    const document = registry.document(name);
    if (document === undefined) continue;
    let hash = hashes.get(document);
    if (hash === undefined) hashes.set(document, (hash = hashOf(stringifyJson(document))));
    paths[name] = { serverRelativeURL: `/openapi/v3/${name}?hash=${hash}` };
  }
  return { paths };
}

const hashes = new WeakMap<object, string>();
