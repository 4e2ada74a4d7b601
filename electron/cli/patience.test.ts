import { describe, expect, it } from 'vitest';
import { patienceOf } from './patience.ts';

describe('the patience that flags ask for', () => {
  it.each([
    [{}, {}],
    [{ timeout: '0' }, {}],
    [{ timeout: '2.5', retryLimit: '1' }, { timeoutSeconds: 2.5, retry: { limit: 1, firstMs: 5_000, factor: 2, maxMs: 180_000 } }],
    [{ retryLimit: '0', retryBackoffFactor: '3' }, {}],
    [{ retryLimit: '3' }, { retry: { limit: 3, firstMs: 5_000, factor: 2, maxMs: 180_000 } }],
    [{ retryLimit: '-5', retryBackoffDuration: '500ms', retryBackoffFactor: '1.5', retryBackoffMaxDuration: '1h30m' }, { retry: { limit: -1, firstMs: 500, factor: 1.5, maxMs: 5_400_000 } }],
  ])('%j', (flags, patience) => {
    expect(patienceOf(flags)).toEqual(patience);
  });

  it.each([[{ retryLimit: 'some' }], [{ retryLimit: '1.5' }], [{ retryBackoffFactor: '0' }], [{ retryBackoffDuration: 'soon' }], [{ retryBackoffMaxDuration: '25h' }], [{ timeout: '-1' }], [{ timeout: 'soon' }]])('%j is refused', (flags) => {
    expect(() => patienceOf(flags)).toThrow(expect.objectContaining({ code: 'usage' }));
  });
});
