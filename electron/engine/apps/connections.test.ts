import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DrydockError, errorShape } from '../../../shared/model/errors.ts';
import type { ConnectionState } from '../../../shared/model/home.ts';
import { configOf } from '../../../test/helpers/clientConfig.ts';
import type { Cluster } from '../cluster/index.ts';
import { openCluster } from '../cluster/index.ts';
import type { Connections } from './connections.ts';
import { createConnections, retryPause } from './connections.ts';

describe('connections', () => {
  let answer: (response: ServerResponse) => void;
  let asked: number;
  let used: boolean;
  let recovered: string[];
  let server: ReturnType<typeof createServer>;
  let cluster: Cluster;
  let connections: Connections;
  const ready = (response: ServerResponse) => void response.end('{"gitVersion":"v1.36.0"}');
  const status = (code: number) => (response: ServerResponse) => void response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify({ kind: 'Status', message: `answer ${code}` }));
  const states: string[] = [];

  beforeEach(async () => {
    answer = ready;
    asked = 0;
    used = false;
    recovered = [];
    states.length = 0;
    server = createServer((_request, response) => {
      asked++;
      answer(response);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const config = configOf('a', { cluster: { server: `http://127.0.0.1:${(server.address() as AddressInfo).port}` } });
    cluster = openCluster('a', config, '/nowhere', async () => undefined);
    connections = createConnections({
      clusterOf(context) {
        if (context !== 'a') throw new DrydockError('not-found', `There is no context "${context}".`);
        return cluster;
      },
      inUse: () => used,
      onRecovered: (context) => recovered.push(context),
      now: () => new Date(),
      random: () => 0,
    });
    connections.subscribe(() => states.push(connections.state('a').state));
  });
  afterEach(async () => {
    connections.close();
    await cluster.close();
    server.closeAllConnections();
    server.close();
  });

  /** Resolves with the first state that fits. */
  function until(holds: (state: ConnectionState) => boolean): Promise<ConnectionState> {
    return new Promise((resolve) => {
      const look = () => {
        const state = connections.state('a');
        if (!holds(state)) return;
        stop();
        resolve(state);
      };
      const stop = connections.subscribe(look);
      look();
    });
  }

  it('contacts nothing by itself, and says how it went when asked', async () => {
    expect(connections.state('a')).toEqual({ state: 'idle' });
    expect(asked).toBe(0);
    await Promise.all([connections.probe('a'), connections.probe('a')]);
    expect(connections.state('a')).toMatchObject({ state: 'ready', version: 'v1.36.0', latencyMs: expect.any(Number) });
    expect(states).toEqual(['connecting', 'ready']);
    expect(asked).toBe(1);
  });

  it('says what is wrong, of an unknown context too', async () => {
    answer = status(401);
    await connections.probe('a');
    expect(connections.state('a')).toMatchObject({ state: 'failed', error: { code: 'cluster-unauthorized' } });
    await connections.probe('b');
    expect(connections.state('b')).toMatchObject({ state: 'failed', error: { code: 'not-found' } });
  });

  it('asks again only what an application uses, tells that it answers again, and that it did before', async () => {
    await connections.probe('a');
    answer = status(500);
    await connections.probe('a');
    expect(connections.state('a')).toMatchObject({ state: 'failed', answeredBefore: true });
    expect(connections.state('a')).not.toHaveProperty('retryAt');
    used = true;
    connections.note('a', errorShape(new DrydockError('cluster-unreachable', 'gone')));
    const failed = connections.state('a');
    expect(failed).toMatchObject({ state: 'failed', error: { message: 'gone' }, retryAt: expect.any(String) });
    // Another application that meets the same is no further failure.
    connections.note('a', errorShape(new DrydockError('cluster-unreachable', 'gone')));
    expect(connections.state('a')).toBe(failed);
    answer = ready;
    await until((state) => state.state === 'ready');
    expect(recovered).toEqual(['a']);
  });

  it.each(['cluster-unauthorized', 'cluster-tls'] as const)('does not ask again after %s, which only a person can mend', (code) => {
    used = true;
    connections.note('a', { code, message: 'no' });
    expect(connections.state('a')).toMatchObject({ state: 'failed' });
    expect(connections.state('a')).not.toHaveProperty('retryAt');
  });

  it.each(['cluster-forbidden', 'cluster-pin', 'cluster-not-found', 'git-failed'] as const)('%s says nothing about the connection', (code) => {
    connections.note('a', { code, message: 'no' });
    expect(connections.state('a')).toEqual({ state: 'idle' });
  });

  it('forgets what was of another cluster', async () => {
    await connections.probe('a');
    connections.forget('a');
    expect(connections.state('a')).toEqual({ state: 'idle' });
    answer = status(500);
    await connections.probe('a');
    expect(connections.state('a')).not.toHaveProperty('answeredBefore');
  });
});

it.each([
  [1, 0, 1_000],
  [1, 1, 3_000],
  [2, 0.5, 4_000],
  [5, 0.5, 32_000],
  [6, 0.5, 60_000],
  [50, 1, 90_000],
])('the pause after failure %i, random %f: %i ms', (failures, random, pause) => {
  expect(retryPause(failures, random)).toBe(pause);
});
