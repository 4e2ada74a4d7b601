import { expect, it } from 'vitest';
import type { LogChunk } from '../../../shared/model/details.ts';
import { createChunks } from './logChunks.ts';

const source = (pod: string) => ({ namespace: 'shop', pod, container: 'web' });
const at = (second: number): string => `2026-01-01T00:00:0${second}.5Z`;

function gathered() {
  const told: LogChunk[] = [];
  const chunks = createChunks((chunk) => told.push(chunk));
  const lines = (): readonly string[] => told.flatMap(({ lines: each, sources }) => each.map(({ from, note, text }) => `${sources[from]?.pod} ${note === true ? `(${text})` : text}`));
  return { told, chunks, lines };
}

it('lines of several logs come in the order of their times, each log in its own order', () => {
  const { chunks, lines } = gathered();
  const [one, two] = [chunks.of(source('one')), chunks.of(source('two'))];
  one.line(at(1), 'a');
  one.line('', 'of the line before');
  one.line(at(4), 'b');
  one.note('broke off');
  two.line(at(2), 'c');
  two.line(at(1), 'late, and stays behind its own');
  two.line(at(5), 'd');
  expect(lines()).toEqual([]);
  chunks.flush();
  expect(lines()).toEqual(['one a', 'one of the line before', 'two c', 'two late, and stays behind its own', 'one b', 'one (broke off)', 'two d']);
});

it('a full chunk is told at once, and no message holds more', () => {
  const { chunks, told, lines } = gathered();
  const one = chunks.of(source('one'));
  for (let index = 0; index < 1_200; index++) one.line(at(1), `line ${index}`);
  expect(told.map((chunk) => chunk.lines.length)).toEqual([500, 500]);
  one.line(at(2), 'x'.repeat(300_000));
  chunks.flush();
  expect(told.map((chunk) => chunk.lines.length)).toEqual([500, 500, 201]);
  expect(lines()).toHaveLength(1_201);
});

it('what is held back is told in order as a whole, but for too much of it', () => {
  const { chunks, told, lines } = gathered();
  const [one, two] = [chunks.of(source('one')), chunks.of(source('two'))];
  chunks.hold();
  for (let index = 0; index < 600; index++) one.line(at(2), `late ${index}`);
  two.line(at(1), 'early');
  expect(told).toEqual([]);
  chunks.flush();
  expect(lines()[0]).toBe('two early');
  expect(told.map((chunk) => chunk.lines.length)).toEqual([500, 101]);
  chunks.hold();
  for (let index = 0; index < 17; index++) one.line(at(3), 'x'.repeat(1024 * 1024));
  expect(told.length).toBeGreaterThan(2);
});
