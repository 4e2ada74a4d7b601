import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { watchForWake } from './wake.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it('calls back when the clock went on without the timer, and not otherwise', () => {
  let woken = 0;
  const stop = watchForWake(() => woken++);
  vi.advanceTimersByTime(60_000);
  expect(woken).toBe(0);
  vi.setSystemTime(Date.now() + 15_000);
  vi.advanceTimersByTime(5_000);
  expect(woken).toBe(0);
  vi.setSystemTime(Date.now() + 3_600_000);
  vi.advanceTimersByTime(5_000);
  expect(woken).toBe(1);
  vi.setSystemTime(Date.now() - 3_600_000);
  vi.advanceTimersByTime(10_000);
  expect(woken).toBe(1);
  stop();
  vi.setSystemTime(Date.now() + 7_200_000);
  vi.advanceTimersByTime(10_000);
  expect(woken).toBe(1);
});
