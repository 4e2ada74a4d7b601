import type { Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { Dispatcher } from 'undici';
import { ping, WebSocket } from 'undici';
import { DrydockError } from '../../../shared/model/errors.ts';
import type { JsonValue } from '../../../shared/model/json.ts';
import { parseJson } from '../../../shared/model/json.ts';
import type { KubeClient, ServerAddress } from './client.ts';
import { ApiError, connectionError } from './errors.ts';

/** Bytes of one channel. */
export interface Frame {
  readonly channel: number;
  readonly data: Uint8Array;
}

/** What is opened, and how. */
export interface SocketRequest {
  /** Absolute path, already encoded, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** The protocols that would do, best first. */
  readonly protocols: readonly string[];
  /** What is being done, for the error's sentence: "run sh in web of pod shop/web-1". */
  readonly action: string;
  readonly signal: AbortSignal;
}

/** A WebSocket to the API server that carries numbered channels: the first byte of a message is the channel. */
export interface ChannelSocket {
  /** The protocol that the server chose. */
  readonly protocol: string;
  /** To be read once. What is not read yet holds the server back. Ends when the server closes; throws if it broke off. */
  readonly frames: AsyncIterable<Frame>;
  /** Resolves when what was sent is taken but for a little, or the socket is closed: whoever sends much waits for it. */
  taken(): Promise<void>;
  send(channel: number, data: Uint8Array): void;
  close(): void;
}

/** As kubectl does, so that nothing on the way takes a silent terminal for a dead one (client-go remotecommand/websocket.go). */
const PING_MS = 5_000;
/** Unread bytes from which on the server is held back. */
const UNREAD_BYTES = 256 * 1024;
/** Unsent bytes from which on a sender waits, and how often it looks: a WebSocket does not tell. */
const UNSENT_BYTES = 256 * 1024;
const UNSENT_MS = 20;

/**
 * Opens a WebSocket to the API server, with the client's credentials. Throws ApiError with the server's own words where
 * it is refused, DrydockError for a failed connection or a cancellation. `signal` closes it.
 */
export async function openSocket(client: KubeClient, request: SocketRequest): Promise<ChannelSocket> {
  const { url, headers, dispatcher } = await client.address(request.action);
  const { signal, action } = request;
  const cancelled = (): DrydockError => new DrydockError('cancelled', `${client.context}: stopped before it was done: ${action}.`);
  if (signal.aborted) throw cancelled();
  const upgrade = watchUpgrade(dispatcher, headers);
  const address = new URL(`${url.replace(/^http/, 'ws')}${request.path}`);
  address.search = request.query.toString();
  const socket = new WebSocket(address, { protocols: [...request.protocols], dispatcher: upgrade.dispatcher });
  socket.binaryType = 'arraybuffer';
  const inbox = createInbox((full) => (full ? upgrade.duplex?.pause() : upgrade.duplex?.resume()));
  const opened = Promise.withResolvers<void>();
  const timer = setInterval(() => ping(socket), PING_MS);
  const abort = (): void => {
    socket.close();
    // Nobody waits for the server's goodbye.
    upgrade.duplex?.destroy();
  };
  signal.addEventListener('abort', abort, { once: true });
  socket.addEventListener('open', () => opened.resolve());
  socket.addEventListener('message', ({ data }) => {
    const bytes = new Uint8Array(data instanceof ArrayBuffer ? data : Buffer.from(String(data)));
    inbox.add({ channel: bytes[0] ?? 0, data: bytes.subarray(1) });
  });
  socket.addEventListener('close', ({ code, reason }) => {
    clearInterval(timer);
    signal.removeEventListener('abort', abort);
    const refused = upgrade.refusal;
    if (signal.aborted) opened.reject(cancelled());
    else if (upgrade.duplex !== undefined) opened.reject(unspoken(client.context, request));
    else if (refused === undefined) opened.reject(upgrade.error instanceof DrydockError ? upgrade.error : connectionError(client.context, new URL(url).host, upgrade.error));
    else opened.reject(new ApiError({ context: client.context, action, status: refused.status, body: refused.body, parsed: tryParse(refused.body) }));
    // 1000 is the normal end; 1005 an end without a code, as the API server's own sockets have it.
    inbox.end(code === 1000 || code === 1005 ? undefined : new DrydockError('cluster-unreachable', `${client.context}: the connection broke off: ${action}${reason === '' ? '' : ` (${reason})`}.`, { hint: 'Check the network or VPN, and try again.' }));
  });
  await opened.promise;
  return {
    protocol: socket.protocol,
    frames: inbox.frames,
    async taken() {
      while (socket.readyState === WebSocket.OPEN && socket.bufferedAmount > UNSENT_BYTES) await delay(UNSENT_MS);
    },
    send(channel, data) {
      if (socket.readyState !== WebSocket.OPEN) return;
      const message = new Uint8Array(data.byteLength + 1);
      message[0] = channel;
      message.set(data, 1);
      socket.send(message);
    },
    close: () => socket.close(),
  };
}

/** A WebSocket's own headers, which are a record, with others in their place or beside them. */
function withHeaders(own: Dispatcher.DispatchOptions['headers'], others: ServerAddress['headers']): Record<string, string | string[]> {
  const replaced = new Set(Object.keys(others).map((name) => name.toLowerCase()));
  const kept = Object.entries(own ?? {}).flatMap(([name, value]) => (replaced.has(name.toLowerCase()) ? [] : [[name, String(value)] as const]));
  return { ...Object.fromEntries(kept), ...others };
}

/** The server took the WebSocket and none of the protocols. */
function unspoken(context: string, { action, protocols }: SocketRequest): DrydockError {
  return new DrydockError('cluster-failed', `${context}: could not ${action}: the server speaks none of ${protocols.join(', ')} over a WebSocket.`, {
    hint: 'It, or a proxy before it, is older than what kubectl 1.30 speaks. Use kubectl for this.',
  });
}

/** What became of the request for an upgrade, which a WebSocket does not tell. */
interface Upgrade {
  readonly dispatcher: Dispatcher;
  readonly duplex: Duplex | undefined;
  readonly refusal: { readonly status: number; readonly body: string } | undefined;
  readonly error: Error | undefined;
}

/**
 * A dispatcher that keeps the answer that refuses an upgrade, status and body, so that the server's words can be told. It
 * adds the headers, since a WebSocket's own would be joined to one line: two groups (Impersonate-Group) are two lines.
 */
function watchUpgrade(dispatcher: Dispatcher, credentials: ServerAddress['headers']): Upgrade {
  let duplex: Duplex | undefined;
  let refusal: Upgrade['refusal'];
  let failed: Error | undefined;
  const watched = dispatcher.compose((dispatch) => (options, handler) => {
    let status = 0;
    let headers: Parameters<NonNullable<Dispatcher.DispatchHandler['onResponseStart']>>[2] = {};
    const body: Buffer[] = [];
    return dispatch({ ...options, headers: withHeaders(options.headers, credentials) }, {
      onRequestStart: (controller, context) => handler.onRequestStart?.(controller, context),
      onRequestUpgrade(controller, code, fields, socket) {
        duplex = socket;
        return handler.onRequestUpgrade?.(controller, code, fields, socket);
      },
      onResponseStart(_controller, code, fields) {
        status = code;
        headers = fields;
      },
      onResponseData: (_controller, chunk) => void body.push(chunk),
      // The WebSocket hangs up on the first sight of a refusal: it sees it when all of it is here.
      onResponseEnd(controller, trailers) {
        refusal = { status, body: Buffer.concat(body).toString('utf8') };
        handler.onResponseStart?.(controller, status, headers);
        handler.onResponseEnd?.(controller, trailers);
      },
      onResponseError(controller, error) {
        failed = error;
        handler.onResponseError?.(controller, error);
      },
    });
  });
  return {
    dispatcher: watched,
    get duplex() {
      return duplex;
    },
    get refusal() {
      return refusal;
    },
    get error() {
      return failed;
    },
  };
}

interface Inbox {
  readonly frames: AsyncIterable<Frame>;
  add(frame: Frame): void;
  end(error: DrydockError | undefined): void;
}

/** Frames that wait for their reader; `hold` is told when there are too many, and when there are none. */
function createInbox(hold: (full: boolean) => void): Inbox {
  let waiting: Frame[] = [];
  let bytes = 0;
  let done: { readonly error: DrydockError | undefined } | undefined;
  let changed = Promise.withResolvers<void>();
  async function* read(): AsyncGenerator<Frame> {
    while (true) {
      const batch = waiting;
      waiting = [];
      if (bytes > UNREAD_BYTES) hold(false);
      bytes = 0;
      yield* batch;
      if (waiting.length > 0) continue;
      if (done !== undefined) {
        if (done.error !== undefined) throw done.error;
        return;
      }
      await changed.promise;
      changed = Promise.withResolvers();
    }
  }
  return {
    frames: read(),
    add(frame) {
      waiting.push(frame);
      bytes += frame.data.byteLength;
      if (bytes > UNREAD_BYTES) hold(true);
      changed.resolve();
    },
    end(error) {
      done ??= { error };
      changed.resolve();
    },
  };
}

function tryParse(body: string): JsonValue | undefined {
  try {
    return parseJson(body);
  } catch {
    return undefined;
  }
}
