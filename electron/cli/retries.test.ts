import { describe, expect, it } from 'vitest';
import { retriesOf } from './act.ts';

describe('the retries that flags ask for', () => {
  it.each([
    [{}, {}],
    [{ retryLimit: '0', retryBackoffFactor: '3' }, {}],
    [{ retryLimit: '3' }, { retry: { limit: 3, firstMs: 5_000, factor: 2, maxMs: 180_000 } }],
    [{ retryLimit: '-5', retryBackoffDuration: '500ms', retryBackoffFactor: '1.5', retryBackoffMaxDuration: '1h30m' }, { retry: { limit: -1, firstMs: 500, factor: 1.5, maxMs: 5_400_000 } }],
  ])('%j', (flags, retries) => {
    expect(retriesOf(flags)).toEqual(retries);
  });

  it.each([[{ retryLimit: 'some' }], [{ retryLimit: '1.5' }], [{ retryBackoffFactor: '0' }], [{ retryBackoffDuration: 'soon' }], [{ retryBackoffMaxDuration: '25h' }]])('%j is refused', (flags) => {
    expect(() => retriesOf(flags)).toThrow(expect.objectContaining({ code: 'usage' }));
  });
});
