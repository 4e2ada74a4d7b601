import { describe, expect, it } from 'vitest';
import { createBatch, whenever } from './whenever.ts';

describe('whenever', () => {
  it('works at once, once per burst, and again for a wake that came during the work', async () => {
    const stop = new AbortController();
    let wake = () => undefined as void;
    let listening = 0;
    const ran: number[] = [];
    await whenever(
      (wakeUp) => {
        wake = wakeUp;
        listening++;
        return () => void listening--;
      },
      5,
      stop.signal,
      async () => {
        ran.push(ran.length);
        if (ran.length === 1) {
          wake();
          wake();
          await Promise.resolve();
        } else stop.abort();
      },
    );
    expect(ran).toEqual([0, 1]);
    expect(listening).toBe(0);
  });

  it('does nothing when it was ended before, and passes a failure on', async () => {
    const none = () => () => undefined;
    let ran = 0;
    await whenever(none, 5, AbortSignal.abort(), () => void ran++);
    expect(ran).toBe(0);
    const failing = whenever(none, 5, new AbortController().signal, () => Promise.reject(new Error('no')));
    await expect(failing).rejects.toThrow('no');
  });
});

describe('a batch', () => {
  it('is one call for many pokes, and none once it was cancelled', async () => {
    let calls = 0;
    const called = Promise.withResolvers<void>();
    const batch = createBatch(5, () => {
      calls++;
      called.resolve();
    });
    batch.poke();
    batch.poke();
    await called.promise;
    batch.poke();
    batch.cancel();
    const later = Promise.withResolvers<void>();
    createBatch(10, () => later.resolve()).poke();
    await later.promise;
    expect(calls).toBe(1);
  });
});
