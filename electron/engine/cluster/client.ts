import type { RequestOptions } from 'node:https';
import { setTimeout as delay } from 'node:timers/promises';
import { Agent } from 'undici';
import type { Dispatcher } from 'undici';
import type { KubeConfig } from '@kubernetes/client-node/dist/config.js';
import { DrydockError } from '../../../shared/model/errors.ts';
import type { JsonValue } from '../../../shared/model/json.ts';
import { parseJson, stringifyJson } from '../../../shared/model/json.ts';
import { ApiError, connectionError } from './errors.ts';
import { readLines } from './lines.ts';

/** One request to the API server. */
export interface ApiRequest {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Absolute path, already encoded, without the query. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly body?: JsonValue;
  /** Content type of the body; JSON where nothing is said. */
  readonly contentType?: string;
  readonly accept?: string;
  /** What is being done, for the error's sentence: "list Deployments in default". */
  readonly action: string;
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds until the answer's headers must be there; 30,000 where nothing is said. */
  readonly timeoutMs?: number;
  /** Of a stream: milliseconds without a byte after which its connection counts as dead; no limit where nothing is said. */
  readonly idleMs?: number;
}

/** Where an API server is and what opens it. */
export interface ServerAddress {
  /** Scheme, host, port, and the path before `/api`, without a slash at its end. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Speaks TLS as the kubeconfig says; belongs to the client. */
  readonly dispatcher: Dispatcher;
}

/** A client of one context's API server. Connections are pooled and kept alive; `close` ends them all. */
export interface KubeClient {
  readonly context: string;
  readonly server: string;
  /** Requests sent since the start; benches and tests read it. */
  readonly requestCount: number;
  /** The parsed body. Throws ApiError for an HTTP error, DrydockError for a failed connection or a cancellation. */
  request(request: ApiRequest): Promise<JsonValue>;
  /** A watch's lines, parsed; ends when the server ends it. `onOpen` is called when the server took it. Throws like `request`. */
  stream(request: ApiRequest, onOpen?: () => void): AsyncIterable<JsonValue>;
  /** A text's lines as they come; longer ones than `maxLine` characters are cut. Throws like `request`. */
  lines(request: ApiRequest, maxLine: number): AsyncIterable<string>;
  /** Address and credentials for what is no plain request (a WebSocket). Throws `cluster-unauthorized`. */
  address(): Promise<ServerAddress>;
  /** Uses new connections from now on: requests under way end on the old ones, watches are cut and can be taken up again. */
  renew(): void;
  close(): Promise<void>;
}

const CONNECT_TIMEOUT_MS = 5_000;
const DEFAULT_TIMEOUT_MS = 30_000;
/** Credentials are asked for again after this time, so that rotated files and expired tokens are picked up. */
const CREDENTIALS_MAX_AGE_MS = 60_000;
/** How often a request is sent that the server throttles, and the longest pause in seconds that it may ask for. */
const THROTTLED_ATTEMPTS = 3;
const MAX_RETRY_AFTER_S = 10;
const USER_AGENT = 'drydock';

interface Credentials {
  readonly headers: Record<string, string>;
  readonly tls: { ca?: unknown; cert?: unknown; key?: unknown; rejectUnauthorized?: unknown; servername?: unknown };
  readonly readAt: number;
}

/**
 * Opens a client for the current context of `config`. Nothing is contacted until the first request; credential
 * plugins run then as well.
 */
export function createKubeClient(context: string, config: KubeConfig): KubeClient {
  const server = (config.getCurrentCluster()?.server ?? '').replace(/\/+$/, '');
  const url = new URL(server);
  const target = url.port === '' ? url.hostname : url.host;
  let credentials: Promise<Credentials> | undefined;
  let agent: { readonly fingerprint: string; readonly dispatcher: Agent; readonly streams: Agent } | undefined;
  let requestCount = 0;
  let closed = false;

  async function readCredentials(): Promise<Credentials> {
    const options: RequestOptions = {};
    try {
      await config.applyToHTTPSOptions(options);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new DrydockError('cluster-unauthorized', `${context}: the credentials of the kubeconfig could not be used: ${reason}`, {
        hint: 'Check the user of this context in the kubeconfig, and that its credential plugin is installed.',
        cause: error,
      });
    }
    const headers: Record<string, string> = {};
    for (const [name, value] of Object.entries(options.headers ?? {})) if (value !== undefined) headers[name] = String(value);
    if (typeof options.auth === 'string') headers['Authorization'] = `Basic ${Buffer.from(options.auth).toString('base64')}`;
    const { ca, cert, key, rejectUnauthorized, servername } = options;
    return { headers, tls: { ca, cert, key, rejectUnauthorized, servername }, readAt: Date.now() };
  }

  async function connect(fresh: boolean): Promise<{ headers: Record<string, string>; dispatcher: Dispatcher; streams: Dispatcher }> {
    if (closed) throw new DrydockError('cancelled', `The connection to ${context} is closed.`);
    const known = await credentials?.catch(() => undefined);
    if (fresh || known === undefined || Date.now() - known.readAt > CREDENTIALS_MAX_AGE_MS) credentials = readCredentials();
    const current = await (credentials ??= readCredentials());
    const fingerprint = JSON.stringify(Object.values(current.tls).map((value) => (Buffer.isBuffer(value) ? value.toString('base64') : value)));
    if (agent === undefined || agent.fingerprint !== fingerprint) {
      void agent?.dispatcher.close();
      void agent?.streams.close();
      const tls = Object.fromEntries(Object.entries(current.tls).filter(([, value]) => value !== undefined && value !== null));
      const options = { allowH2: false, keepAliveTimeout: 30_000, connect: { ...tls, timeout: CONNECT_TIMEOUT_MS } };
      // A watch holds its connection for minutes: among the others it would leave none for requests.
      agent = { fingerprint, dispatcher: new Agent({ ...options, connections: 24 }), streams: new Agent(options) };
    }
    return { headers: current.headers, dispatcher: agent.dispatcher, streams: agent.streams };
  }

  /** `idleMs` is how long the body may go on without a byte; undefined for an ordinary request. */
  async function send(request: ApiRequest, idleMs?: number, fresh = false, attempt = 1): Promise<Dispatcher.ResponseData> {
    const { headers, dispatcher, streams } = await connect(fresh);
    requestCount++;
    const hasBody = request.body !== undefined;
    let response: Dispatcher.ResponseData;
    try {
      response = await (idleMs === undefined ? dispatcher : streams).request({
        origin: url.origin,
        path: (url.pathname === '/' ? '' : url.pathname) + request.path,
        method: request.method ?? 'GET',
        ...(request.query === undefined ? {} : { query: definedQuery(request.query) }),
        headers: {
          ...headers,
          'User-Agent': USER_AGENT,
          Accept: request.accept ?? 'application/json',
          ...(hasBody ? { 'Content-Type': request.contentType ?? 'application/json' } : {}),
        },
        ...(hasBody ? { body: stringifyJson(request.body) } : {}),
        ...(request.signal === undefined ? {} : { signal: request.signal }),
        headersTimeout: request.timeoutMs ?? DEFAULT_TIMEOUT_MS,
        bodyTimeout: idleMs ?? request.timeoutMs ?? DEFAULT_TIMEOUT_MS,
      });
    } catch (error) {
      throw failure(request, error);
    }
    if (response.statusCode === 401 && !fresh) {
      await response.body.dump();
      return send(request, idleMs, true, attempt);
    }
    if (response.statusCode >= 400) {
      const body = await response.body.text().catch(() => '');
      const retryAfter = Number(response.headers['retry-after']);
      // A throttled request was not looked at, so that any kind of request may be sent again.
      if (response.statusCode === 429 && attempt < THROTTLED_ATTEMPTS && retryAfter <= MAX_RETRY_AFTER_S) {
        await delay(retryAfter * 1_000, undefined, { signal: request.signal }).catch((error: unknown) => {
          throw failure(request, error);
        });
        return send(request, idleMs, fresh, attempt + 1);
      }
      throw new ApiError({
        context,
        action: request.action,
        status: response.statusCode,
        body,
        parsed: tryParse(body),
        retryAfter: Number.isFinite(retryAfter) ? retryAfter : undefined,
      });
    }
    return response;
  }

  function failure(request: ApiRequest, error: unknown): DrydockError {
    if (error instanceof DrydockError) return error;
    if (request.signal?.aborted === true || closed) return new DrydockError('cancelled', `${context}: stopped before it was done: ${request.action}.`, { cause: error });
    return connectionError(context, target, error);
  }

  async function* linesOf(request: ApiRequest, onOpen?: () => void, maxLine?: number): AsyncGenerator<string> {
    const response = await send(request, request.idleMs ?? 0);
    onOpen?.();
    try {
      yield* readLines(response.body, maxLine);
    } catch (error) {
      throw failure(request, error);
    } finally {
      response.body.on('error', () => undefined);
      response.body.destroy();
    }
  }

  return {
    context,
    server,
    get requestCount() {
      return requestCount;
    },
    async request(request) {
      const response = await send(request);
      try {
        return parseJson(await response.body.text());
      } catch (error) {
        if (error instanceof SyntaxError) {
          throw new DrydockError('cluster-failed', `${context}: could not ${request.action}: the answer of ${target} is not JSON.`, {
            hint: 'Check that the server in the kubeconfig is a Kubernetes API server.',
            cause: error,
          });
        }
        throw failure(request, error);
      }
    },
    async *stream(request, onOpen) {
      for await (const line of linesOf(request, onOpen)) {
        let value: JsonValue;
        try {
          value = parseJson(line);
        } catch (error) {
          throw failure(request, error);
        }
        yield value;
      };
    },
    lines: (request, maxLine) => linesOf(request, undefined, maxLine),
    async address() {
      const { headers, streams } = await connect(false);
      return { url: server, headers, dispatcher: streams };
    },
    renew() {
      void agent?.dispatcher.close();
      void agent?.streams.destroy();
      agent = undefined;
    },
    async close() {
      closed = true;
      await Promise.all([agent?.dispatcher.destroy(), agent?.streams.destroy()]);
    },
  };
}

function definedQuery(query: Readonly<Record<string, string | number | boolean | undefined>>): Record<string, string> {
  const result: Record<string, string> = {};
  for (const [name, value] of Object.entries(query)) if (value !== undefined) result[name] = String(value);
  return result;
}

function tryParse(body: string): JsonValue | undefined {
  try {
    return parseJson(body);
  } catch {
    return undefined;
  }
}
