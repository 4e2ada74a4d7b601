import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { readLines } from '../../electron/engine/cluster/lines.ts';
import { answerStatus, createForwarder, serveProxy } from './apiForwarder.ts';
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
  const forward = await createForwarder(kubeconfig, context);
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

  const { close } = await serveProxy('chaos', file, (incoming, outgoing) => {
    const refuse = (code: number, reason: string): void => answerStatus(outgoing, { code, reason, message: `by chance: ${reason}`, headers: code === 429 ? { 'retry-after': '0' } : {} });
    if (chance('answered 410', 0.05)) return refuse(410, 'Expired');
    if (chance('answered 429', 0.05)) return refuse(429, 'TooManyRequests');
    if (chance('answered 500', 0.03)) return refuse(500, 'InternalError');
    if (chance('answered 503', 0.03)) return refuse(503, 'ServiceUnavailable');
    if (chance('did not answer', 0.03)) return void incoming.socket.destroy();
    if (incoming.url?.includes('watch=true') !== true) return forward(incoming, outgoing);
    forward(incoming, outgoing, (answer) => {
      if (answer.statusCode === 200) void tellWatch(answer, outgoing).catch(() => outgoing.destroy());
      else answer.pipe(outgoing);
    });
  });
  return {
    kubeconfig: file,
    done,
    calm() {
      wild = false;
    },
    close,
  };
}
