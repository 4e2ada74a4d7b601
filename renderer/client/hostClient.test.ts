import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { WIRE_VERSION } from '../../shared/contract/index.ts';
import type { Carrier, CarrierEvents } from './carrier.ts';
import { createHostClient } from './hostClient.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** The host's end of the carriers that a client opens, one after the other. */
function fakeHost() {
  const opened: { events: CarrierEvents; sent: { readonly id?: number; readonly request?: string; readonly cancel?: number }[] }[] = [];
  const client = createHostClient((events): Carrier => {
    const sent: { readonly id?: number }[] = [];
    opened.push({ events, sent });
    return { send: (text) => void sent.push(JSON.parse(text)), close: () => undefined };
  });
  const last = () => {
    const carrier = opened.at(-1);
    if (carrier === undefined) throw new Error('nothing was opened');
    return carrier;
  };
  const tell = (message: unknown) => last().events.text(JSON.stringify(message));
  return { client, opened, last, tell, hello: () => tell({ hello: { version: WIRE_VERSION, pid: 1, home: '/h', kubeconfig: [] } }) };
}

const settle = () => vi.advanceTimersByTimeAsync(0);

describe('the connection', () => {
  it('is open once the host said who it is', async () => {
    const { client, hello } = fakeHost();
    expect(client.status.state).toBe('connecting');
    hello();
    await settle();
    expect(client.status).toMatchObject({ state: 'open', hello: { pid: 1 } });
  });

  it('comes back by itself, at growing intervals, and what is under way fails with why', async () => {
    const { client, opened, last, hello } = fakeHost();
    hello();
    await settle();
    const asked = client.call('list', {});
    const failed = expect(asked).rejects.toMatchObject({ code: 'operation-failed', message: expect.stringContaining('lost') });
    last().events.closed();
    await failed;
    expect(client.status.state).toBe('lost');
    const times: number[] = [];
    for (let attempt = 0; attempt < 4; attempt++) {
      const before = opened.length;
      let waited = 0;
      while (opened.length === before) {
        await vi.advanceTimersByTimeAsync(100);
        waited += 100;
      }
      times.push(waited);
      last().events.closed();
    }
    expect(times).toEqual([300, 600, 1_200, 2_400]);
    await vi.advanceTimersByTimeAsync(3_000);
    hello();
    await settle();
    expect(client.status.state).toBe('open');
  });

  it('does not speak to a host of another version', async () => {
    const { client, tell } = fakeHost();
    tell({ hello: { version: WIRE_VERSION + 1, pid: 1, home: '/h', kubeconfig: [] } });
    await settle();
    expect(client.status).toMatchObject({ state: 'lost', error: { code: 'conflict' } });
  });
});

describe('what is followed', () => {
  it('goes on over a lost connection, without an error of its own', async () => {
    const { client, last, tell, hello } = fakeHost();
    const told: unknown[] = [];
    const errors: unknown[] = [];
    client.follow('followTree', { name: 'app' }, { onProgress: (tree) => told.push(tree), onError: (error) => errors.push(error) });
    hello();
    await settle();
    expect(last().sent).toMatchObject([{ request: 'followTree', input: { name: 'app' } }]);
    tell({ id: last().sent[0]?.id, progress: 'first' });
    last().events.closed();
    await vi.advanceTimersByTimeAsync(300);
    hello();
    await settle();
    expect(last().sent).toMatchObject([{ request: 'followTree' }]);
    tell({ id: last().sent[0]?.id, progress: 'second' });
    expect(told).toEqual(['first', 'second']);
    expect(errors).toEqual([]);
  });

  it('is tried again after a failure, which is taken back when it works', async () => {
    const { client, last, tell, hello } = fakeHost();
    const errors: unknown[] = [];
    client.follow('followTree', { name: 'app' }, { onProgress: () => undefined, onError: (error) => errors.push(error?.code) });
    hello();
    await settle();
    tell({ id: last().sent[0]?.id, error: { code: 'cluster-unreachable', message: 'away' } });
    await vi.advanceTimersByTimeAsync(4_000);
    expect(last().sent).toHaveLength(2);
    tell({ id: last().sent[1]?.id, progress: 'back' });
    expect(errors).toEqual(['cluster-unreachable', undefined]);
  });

  it('is not tried again where that is of no use', async () => {
    const { client, last, tell, hello } = fakeHost();
    client.follow('followTree', { name: 'app' }, { onProgress: () => undefined });
    hello();
    await settle();
    tell({ id: last().sent[0]?.id, error: { code: 'not-found', message: 'none' } });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(last().sent).toHaveLength(1);
  });

  it('is cancelled when it is stopped, and tells nothing any more', async () => {
    const { client, last, tell, hello } = fakeHost();
    const told: unknown[] = [];
    const stop = client.follow('followTree', { name: 'app' }, { onProgress: (tree) => told.push(tree) });
    hello();
    await settle();
    const id = last().sent[0]?.id;
    stop();
    expect(last().sent.at(-1)).toEqual({ cancel: id });
    tell({ id, progress: 'too late' });
    expect(told).toEqual([]);
  });
});
