import { expect, it } from 'vitest';
import { mapConcurrent } from './pool.ts';

it('keeps the order and the limit', async () => {
  let running = 0;
  let most = 0;
  const results = await mapConcurrent([5, 1, 4, 2, 3, 0], 3, async (item, index) => {
    most = Math.max(most, ++running);
    for (let turn = 0; turn < item; turn++) await Promise.resolve();
    running--;
    return `${index}:${item}`;
  });
  expect(results).toEqual(['0:5', '1:1', '2:4', '3:2', '4:3', '5:0']);
  expect(most).toBe(3);
});

it('does nothing with nothing', async () => {
  expect(await mapConcurrent([], 16, async () => Promise.reject(new Error('never')))).toEqual([]);
});

it('rejects with the first failure and begins nothing after it', async () => {
  const begun: number[] = [];
  const second = Promise.withResolvers<void>();
  const whole = mapConcurrent([0, 1, 2, 3, 4], 2, async (item) => {
    begun.push(item);
    if (item === 0) throw new Error('no');
    await second.promise;
  });
  await expect(whole).rejects.toThrow('no');
  second.resolve();
  await new Promise(setImmediate);
  expect(begun).toEqual([0, 1]);
});
