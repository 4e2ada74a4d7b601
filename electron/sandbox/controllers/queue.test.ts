import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { WorkQueue } from './queue.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('does not run at once what is due in more days than a timer can count', () => {
  const done: string[] = [];
  const queue = new WorkQueue((key) => done.push(key), () => undefined);
  queue.later('yearly', 3_284_770_306);
  vi.advanceTimersByTime(60_000);
  expect(done).toEqual([]);
  queue.stop();
});
