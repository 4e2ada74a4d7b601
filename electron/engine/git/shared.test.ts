import { describe, expect, it } from 'vitest';
import { Shared } from './shared.ts';

describe('one run for all who ask at one time', () => {
  it('who comes late, and asked before it began, is served by it; who asks later is not', async () => {
    const shared = new Shared<number>();
    let runs = 0;
    const work = async () => ++runs;
    const since = performance.now();
    expect(await shared.run('a', undefined, work, since)).toBe(1);
    expect(await shared.run('a', undefined, work, since)).toBe(1);
    expect(await shared.run('b', undefined, work, since)).toBe(2);
    expect(await shared.run('a', undefined, work, performance.now())).toBe(3);
    expect(await shared.run('a', undefined, work)).toBe(4);
  });

  it('a failure is theirs as well, and one that was given up is nobody\'s', async () => {
    const shared = new Shared<number>();
    let runs = 0;
    const since = performance.now();
    const fail = async () => {
      runs++;
      throw new Error('away');
    };
    await expect(shared.run('a', undefined, fail, since)).rejects.toThrow('away');
    await expect(shared.run('a', undefined, fail, since)).rejects.toThrow('away');
    expect(runs).toBe(1);
    const giveUp = new AbortController();
    const begun = Promise.withResolvers<void>();
    const waiting = shared.run('b', giveUp.signal, async (signal) => {
      begun.resolve();
      await new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('stopped'))));
      return 0;
    }, since);
    await begun.promise;
    giveUp.abort();
    await expect(waiting).rejects.toThrow();
    expect(await shared.run('b', undefined, async () => 7, since)).toBe(7);
  });
});
