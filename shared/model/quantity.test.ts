import { describe, expect, it } from 'vitest';
import type { JsonValue } from './json.ts';
import { billionths } from './quantity.ts';

describe('the amount of a quantity', () => {
  it.each<[JsonValue, JsonValue]>([
    ['1', '1000m'],
    [1, '1'],
    ['1.0', '1'],
    ['.5', '500m'],
    ['5.', '5'],
    ['+1', '1'],
    ['1k', '1000'],
    ['1e3', '1k'],
    ['1E3', '1k'],
    ['1e-3', '1m'],
    ['1Ki', '1024'],
    ['1024Mi', '1Gi'],
    ['1.5Gi', '1536Mi'],
    ['0.1', '100m'],
    ['1E', '1000P'],
    ['9007199254740993', 9007199254740993n],
    ['-500m', '-0.5'],
    ['0', '0Gi'],
    // Less than a billionth is rounded up (quantity.go, ParseQuantity).
    ['0.1n', '1n'],
  ])('%s is %s', (a, b) => {
    expect(billionths(a)).toBeDefined();
    expect(billionths(a)).toBe(billionths(b));
  });

  it.each<[JsonValue, JsonValue]>([
    ['1', '1m'],
    ['1M', '1Mi'],
    ['1k', '1Ki'],
    ['-1', '1'],
    ['9007199254740993', '9007199254740992'],
  ])('%s is not %s', (a, b) => {
    expect(billionths(a)).not.toBe(billionths(b));
  });

  it.each<JsonValue>(['', 'x', '1x', '1 Gi', '.', 'Gi', '1K', true, null, {}])('%s is none', (value) => {
    expect(billionths(value)).toBeUndefined();
  });
});
