import { expect, it } from 'vitest';
import { tagsOf } from './tags.ts';

const source = (pod: string, container = 'web', namespace = 'shop') => ({ namespace, pod, container });

it.each([
  ['pods of one workload by what differs', [source('web-7d9f-aaa'), source('web-7d9f-bbb')], ['aaa', 'bbb']],
  ['pods of two', [source('web-7d9f-aaa'), source('worker-1')], ['web-7d9f-aaa', 'worker-1']],
  ['a name that begins another', [source('web'), source('web-1')], ['web', 'web-1']],
  ['containers of one pod', [source('web-1'), source('web-1', 'proxy')], ['web', 'proxy']],
  ['pods with two containers each', [source('web-1'), source('web-2', 'proxy')], ['1/web', '2/proxy']],
  ['pods of one name in two namespaces', [source('web-1'), source('web-1', 'web', 'test')], ['shop/web-1', 'test/web-1']],
  ['one', [source('web-1')], ['web-1']],
])('names %s', (_what, sources, labels) => {
  expect(tagsOf(sources).map(({ label }) => label)).toEqual(labels);
});

it('letters go on after Z, and colours come again', () => {
  const tags = tagsOf(Array.from({ length: 28 }, (_, index) => source(`web-${index}`)));
  expect([tags[0], tags[8], tags[25], tags[26], tags[27]].map((tag) => `${tag?.letter}${tag?.tone}`)).toEqual(['A1', 'I1', 'Z2', 'AA3', 'AB4']);
  expect(tags[3]?.full).toBe('shop/web-3/web');
});
