import { describe, expect, it } from 'vitest';
import type { CallOptions, Client, RequestName } from '../../shared/contract/index.ts';
import { DrydockError } from '../../shared/model/errors.ts';
import type { Channel } from './channel.ts';
import { serveChannel } from './channel.ts';

const IDENTITY = { pid: 7, home: '/home/me/drydock', kubeconfig: ['/home/me/.kube/config'] };

/** A request that the client has begun, as the host's side sees it. */
interface Begun {
  readonly name: RequestName;
  readonly options: { readonly signal?: AbortSignal; onProgress(progress: unknown): void };
  resolve(output: unknown): void;
  reject(error: unknown): void;
}

function open() {
  const sent: { readonly [key: string]: unknown }[] = [];
  const begun: Begun[] = [];
  let closed = false;
  const channel: Channel & { behind: number } = { send: (text) => void sent.push(JSON.parse(text)), behind: 0, close: () => void (closed = true) };
  const client: Client = {
    call: (name: RequestName, _input: unknown, options?: CallOptions<RequestName>) =>
      new Promise((resolve, reject) => void begun.push({ name, options: options as unknown as Begun['options'], resolve: resolve as Begun['resolve'], reject })),
  };
  const served = serveChannel(channel, client, IDENTITY);
  const ask = (id: number, request: string): Begun => {
    served.receive(JSON.stringify({ id, request, input: {} }));
    const last = begun.at(-1);
    if (last === undefined) throw new Error('nothing was begun');
    return last;
  };
  const rest = () => sent.splice(0);
  rest();
  return { served, channel, sent, ask, rest, isClosed: () => closed };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

it('greets with who it is', () => {
  const sent: string[] = [];
  serveChannel({ send: (text) => void sent.push(text), behind: 0, close: () => undefined }, { call: () => Promise.reject(new Error()) }, IDENTITY);
  expect(sent.map((text) => JSON.parse(text))).toEqual([{ hello: { version: 1, ...IDENTITY } }]);
});

describe('one request', () => {
  it('is answered with progress, then one output', async () => {
    const { ask, rest } = open();
    const request = ask(1, 'follow');
    request.options.onProgress('a');
    request.options.onProgress('b');
    request.resolve(null);
    await turn();
    expect(rest()).toEqual([{ id: 1, progress: 'a' }, { id: 1, progress: 'b' }, { id: 1, output: null }]);
  });

  it('is answered with an error as a value', async () => {
    const { ask, rest } = open();
    ask(1, 'view').reject(new DrydockError('not-found', 'There is none.', { hint: 'Make one.' }));
    await turn();
    expect(rest()).toEqual([{ id: 1, error: { code: 'not-found', message: 'There is none.', hint: 'Make one.' } }]);
  });

  it('is cancelled by its number, and by hanging up', () => {
    const { served, ask, rest } = open();
    const first = ask(1, 'follow');
    const second = ask(2, 'follow');
    served.receive('{"cancel":1}');
    expect([first.options.signal?.aborted, second.options.signal?.aborted]).toEqual([true, false]);
    served.closed();
    expect(second.options.signal?.aborted).toBe(true);
    second.options.onProgress('too late');
    expect(rest()).toEqual([]);
  });
});

it.each(['not json', '{"id":1,"request":"format-disk","input":{}}', '{"id":0,"request":"list","input":{}}', '{"cancel":"1"}', '[]', '{"id":1,"request":"list","input":{},"more":1}'])('hangs up on %s', (text) => {
  const { served, isClosed } = open();
  served.receive(text);
  expect(isClosed()).toBe(true);
});

it('hangs up on a number that is in use', () => {
  const { ask, served, isClosed } = open();
  ask(1, 'follow');
  served.receive('{"id":1,"request":"list","input":{}}');
  expect(isClosed()).toBe(true);
});

describe('a reader that is far behind', () => {
  it('gets the newest whole state only, once it has caught up', () => {
    const { served, channel, ask, rest } = open();
    const request = ask(1, 'followTree');
    channel.behind = 2_000_000;
    for (const state of ['a', 'b', 'c']) request.options.onProgress(state);
    expect(rest()).toEqual([]);
    channel.behind = 0;
    served.drained();
    expect(rest()).toEqual([{ id: 1, progress: 'c' }]);
  });

  it('gets a log with the lines that were left out counted', () => {
    const { channel, ask, rest } = open();
    const request = ask(1, 'logs');
    const line = { time: '', text: 'x' };
    request.options.onProgress({ lines: [line], skipped: 0 });
    channel.behind = 2_000_000;
    request.options.onProgress({ lines: [line, line], skipped: 0 });
    request.options.onProgress({ lines: [line], skipped: 3 });
    channel.behind = 0;
    request.options.onProgress({ lines: [line], skipped: 0 });
    request.options.onProgress({ lines: [line], skipped: 0 });
    expect(rest().map(({ progress }) => progress)).toEqual([
      { lines: [line], skipped: 0 },
      { lines: [line], skipped: 6 },
      { lines: [line], skipped: 0 },
    ]);
  });

  it('loses nothing of what is no state', () => {
    const { channel, ask, rest } = open();
    const request = ask(1, 'sync');
    channel.behind = 2_000_000;
    for (const result of [1, 2, 3]) request.options.onProgress(result);
    expect(rest()).toHaveLength(3);
  });
});
