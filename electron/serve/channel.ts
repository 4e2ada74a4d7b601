import type { Client, HostMessage } from '../../shared/contract/index.ts';
import { clientMessageSchema, WIRE_VERSION } from '../../shared/contract/index.ts';
import type { LogChunk } from '../../shared/model/details.ts';
import { errorShape } from '../../shared/model/errors.ts';
import { stringifyJson } from '../../shared/model/json.ts';

/** What a host says of itself to everyone who connects. */
export interface HostIdentity {
  readonly pid: number;
  readonly home: string;
  readonly kubeconfig: readonly string[];
}

/** The host's end of one carrier: whole texts out, in order. */
export interface Channel {
  send(text: string): void;
  /** Bytes that were sent and that the other side has not taken yet; 0 where that cannot be told. */
  readonly behind: number;
  /** Hangs up on someone who does not speak the contract. */
  close(): void;
}

/** What the carrier tells of its other side. */
export interface ServedChannel {
  receive(text: string): void;
  /** The other side has taken what was sent. */
  drained(): void;
  /** The other side is gone: cancels what it asked for. */
  closed(): void;
}

/** A subscriber that is so many bytes behind gets the newest state only (DESIGN "The contract"). */
const BEHIND_BYTES = 1_000_000;
/** Requests whose progress is a whole state each time, so that only the newest matters. */
const WHOLE_STATES: ReadonlySet<string> = new Set(['follow', 'followTree', 'followResource', 'followEvents']);

/** Requests whose progress is LogChunks. */
const LOGS: ReadonlySet<string> = new Set(['logs', 'workloadLogs']);

/** Speaks the contract to one client: greets it, runs what it asks for, cancels what it takes back. */
export function serveChannel(channel: Channel, client: Client, identity: HostIdentity): ServedChannel {
  const running = new Map<number, AbortController>();
  /** Newest progress by request, held back while the reader is behind. */
  const held = new Map<number, HostMessage>();
  let open = true;
  const send = (message: HostMessage) => {
    if (open) channel.send(stringifyJson(message));
  };
  send({ hello: { version: WIRE_VERSION, pid: identity.pid, home: identity.home, kubeconfig: identity.kubeconfig } });

  async function answer(text: string): Promise<void> {
    const message = clientMessageSchema.safeParse(parse(text));
    // Whoever sends something else does not speak this contract; there is no request to answer.
    if (!message.success) return channel.close();
    if ('cancel' in message.data) return running.get(message.data.cancel)?.abort();
    const { id, request, input } = message.data;
    if (running.has(id)) return channel.close();
    const controller = new AbortController();
    running.set(id, controller);
    const coalesced = WHOLE_STATES.has(request);
    let skipped = 0;
    try {
      // The input is parsed by its schema in `call`.
      const output = await client.call(request, input as never, {
        signal: controller.signal,
        onProgress(progress) {
          const behind = channel.behind > BEHIND_BYTES;
          if (coalesced && behind) held.set(id, { id, progress });
          else if (!LOGS.has(request)) send({ id, progress });
          else {
            // Lines that a slow reader would only get too late are counted instead.
            const chunk = progress as LogChunk;
            if (behind) skipped += chunk.lines.length + chunk.skipped;
            else {
              send({ id, progress: { ...chunk, skipped: chunk.skipped + skipped } });
              skipped = 0;
            }
          }
        },
      });
      held.delete(id);
      send({ id, output });
    } catch (error) {
      held.delete(id);
      send({ id, error: errorShape(error) });
    } finally {
      running.delete(id);
    }
  }

  return {
    receive: (text) => void answer(text),
    drained() {
      for (const message of held.values()) send(message);
      held.clear();
    },
    closed() {
      open = false;
      for (const controller of running.values()) controller.abort();
    },
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
