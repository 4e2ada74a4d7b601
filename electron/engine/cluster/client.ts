import { setTimeout as delay } from 'node:timers/promises';
import type { Dispatcher } from 'undici';
import { DrydockError } from '../../../shared/model/errors.ts';
import type { JsonValue } from '../../../shared/model/json.ts';
import { parseJson, stringifyJson } from '../../../shared/model/json.ts';
import type { ClientConfig } from './clientConfig.ts';
import type { Credentials } from './credentials.ts';
import { createCredentialSource } from './credentials.ts';
import { ApiError, connectionCode, connectionError } from './errors.ts';
import { readLines } from './lines.ts';
import { readOnlyRefusal } from './readOnly.ts';
import type { WriteAccess } from './readOnly.ts';
import type { Failure } from './retry.ts';
import { retryAfterOf, retryDelay } from './retry.ts';
import { createTransport } from './transport.ts';
import { warningsOf } from './warnings.ts';

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
  /** An answer without a body is null; without this it is a failure. */
  readonly mayBeEmpty?: boolean;
  /** Told of each warning in the server's answer: a deprecated API, a field that is ignored. */
  readonly onWarning?: ((warning: string) => void) | undefined;
}

/** Where an API server is and what opens it. */
export interface ServerAddress {
  /** Scheme, host, port, and the path before `/api`, without a slash at its end. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[]>>;
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
  /**
   * Address and credentials for what is no plain request (a WebSocket). `action` is what it is for, as in a request.
   * Throws `cluster-unauthorized`, and `context-read-only`, since what is opened works both ways.
   */
  address(action?: string): Promise<ServerAddress>;
  /** Uses new connections from now on: requests under way end on the old ones, watches are cut and can be taken up again. */
  renew(): void;
  close(): Promise<void>;
}

/** What a client is given besides its kubeconfig's entries. */
export interface ClientOptions {
  /** What credential plugins run in, and where proxies are named; the process's own where nothing is given. */
  readonly env?: NodeJS.ProcessEnv;
  /** How far the context may be written to, asked before each request; everything where nothing is given. */
  readonly access?: () => Promise<WriteAccess>;
  /** Drydock's version, for the server's audit log. */
  readonly version?: string | undefined;
}

const DEFAULT_TIMEOUT_MS = 30_000;

/**
 * Opens a client for a context. Nothing is contacted until the first request; credential plugins run then as well.
 */
export function createKubeClient(config: ClientConfig, { env = process.env, access, version = '0' }: ClientOptions = {}): KubeClient {
  const { context, server } = config;
  const url = new URL(server);
  const target = url.port === '' ? url.hostname : url.host;
  const userAgent = `drydock/${version} (${process.platform}/${process.arch})`;
  const credentials = createCredentialSource(config, env);
  const transport = createTransport(config, env);
  const closing = new AbortController();
  let requestCount = 0;

  async function allow(request: Pick<ApiRequest, 'method' | 'path' | 'query' | 'action'>): Promise<void> {
    const refusal = access === undefined ? undefined : readOnlyRefusal(context, request, await access());
    if (refusal !== undefined) throw refusal;
  }

  async function letIn(rejected?: Credentials): Promise<Credentials> {
    if (closing.signal.aborted) throw new DrydockError('cancelled', `The connection to ${context} is closed.`);
    return credentials.current(rejected);
  }

  /** One attempt: the answer's headers are there, whatever its status. Throws the bare failure of the connection. */
  function attempt(request: ApiRequest, use: 'request' | 'stream', given: Credentials): Promise<Dispatcher.ResponseData> {
    requestCount++;
    const hasBody = request.body !== undefined;
    return transport.dispatcher(given, use).request({
      origin: url.origin,
      path: (url.pathname === '/' ? '' : url.pathname) + request.path,
      method: request.method ?? 'GET',
      ...(request.query === undefined ? {} : { query: definedQuery(request.query) }),
      headers: {
        ...given.headers,
        'User-Agent': userAgent,
        Accept: request.accept ?? 'application/json',
        ...(hasBody ? { 'Content-Type': request.contentType ?? 'application/json' } : {}),
      },
      ...(hasBody ? { body: stringifyJson(request.body) } : {}),
      ...(request.signal === undefined ? {} : { signal: request.signal }),
      headersTimeout: request.timeoutMs ?? DEFAULT_TIMEOUT_MS,
      bodyTimeout: use === 'stream' ? (request.idleMs ?? 0) : (request.timeoutMs ?? DEFAULT_TIMEOUT_MS),
    });
  }

  async function send(request: ApiRequest, use: 'request' | 'stream'): Promise<Dispatcher.ResponseData> {
    try {
      await allow(request);
      let given = await letIn();
      let renewed = false;
      for (let count = 1; ; count++) {
        let failure: Failure;
        let reason: unknown;
        try {
          const response = await attempt(request, use, given);
          if (response.statusCode < 400) {
            if (request.onWarning !== undefined) for (const warning of warningsOf(response.headers['warning'])) request.onWarning(warning);
            return response;
          }
          const error = await apiError(request, response);
          if (error.status === 401 && !renewed) {
            renewed = true;
            const other = await letIn(given);
            if (other !== given) {
              given = other;
              continue;
            }
          }
          failure = { kind: 'answer', status: error.status, retryAfter: error.retryAfter };
          reason = error;
        } catch (error) {
          if (error instanceof DrydockError) throw error;
          failure = { kind: 'connection', code: connectionCode(error) };
          reason = error;
        }
        const pause = request.signal?.aborted === true ? undefined : retryDelay(failure, request.method ?? 'GET', count, Math.random());
        if (pause === undefined) throw reason;
        await delay(pause, undefined, { signal: request.signal === undefined ? closing.signal : AbortSignal.any([request.signal, closing.signal]) });
        given = await letIn();
      }
    } catch (error) {
      throw failed(request, error);
    }
  }

  async function apiError(request: ApiRequest, response: Dispatcher.ResponseData): Promise<ApiError> {
    const body = await response.body.text().catch(() => '');
    return new ApiError({ context, action: request.action, status: response.statusCode, body, parsed: tryParse(body), retryAfter: retryAfterOf(response.headers['retry-after']) });
  }

  function failed(request: ApiRequest, error: unknown): DrydockError {
    if (error instanceof DrydockError) return error;
    if (request.signal?.aborted === true || closing.signal.aborted) return new DrydockError('cancelled', `${context}: stopped before it was done: ${request.action}.`, { cause: error });
    const failure = connectionError(context, target, error);
    // The authority or the certificate may have been replaced a moment ago, as when a cluster is made anew.
    if (failure.code === 'cluster-tls') credentials.forgetFiles();
    return failure;
  }

  async function* linesOf(request: ApiRequest, onOpen?: () => void, maxLine?: number): AsyncGenerator<string> {
    const response = await send(request, 'stream');
    onOpen?.();
    try {
      yield* readLines(response.body, maxLine);
    } catch (error) {
      throw failed(request, error);
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
      const response = await send(request, 'request');
      try {
        const text = await response.body.text();
        return text === '' && request.mayBeEmpty === true ? null : parseJson(text);
      } catch (error) {
        if (error instanceof SyntaxError) {
          throw new DrydockError('cluster-failed', `${context}: could not ${request.action}: the answer of ${target} is not JSON.`, {
            hint: 'Check that the server in the kubeconfig is a Kubernetes API server.',
            cause: error,
          });
        }
        throw failed(request, error);
      }
    },
    async *stream(request, onOpen) {
      for await (const line of linesOf(request, onOpen)) {
        let value: JsonValue;
        try {
          value = parseJson(line);
        } catch (error) {
          throw failed(request, error);
        }
        yield value;
      }
    },
    lines: (request, maxLine) => linesOf(request, undefined, maxLine),
    async address(action = 'open a session') {
      await allow({ path: '/exec', action });
      const given = await letIn();
      return { url: server, headers: { ...given.headers, 'User-Agent': userAgent }, dispatcher: transport.dispatcher(given, 'stream') };
    },
    renew: () => transport.renew(),
    async close() {
      closing.abort();
      credentials.close();
      await transport.close();
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
