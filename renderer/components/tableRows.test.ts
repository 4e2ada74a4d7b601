import { describe, expect, it } from 'vitest';
import { moveCursor, nextSort, selectRange, sortRows, toggleRow } from './tableRows.ts';

const KEYS = ['a', 'b', 'c', 'd'];

describe('rows of a table', () => {
  it('sorts both ways, and keeps equal rows in their order', () => {
    const rows = [
      { name: 'x', size: 2 },
      { name: 'y', size: 1 },
      { name: 'z', size: 2 },
    ];
    const names = (descending: boolean) => sortRows(rows, (a, b) => a.size - b.size, descending).map(({ name }) => name);
    expect(names(false)).toEqual(['y', 'x', 'z']);
    expect(names(true)).toEqual(['x', 'z', 'y']);
    expect(sortRows(rows, undefined, true)).toBe(rows);
  });

  it('goes from ascending to descending to the given order', () => {
    const first = nextSort(undefined, 'name');
    const second = nextSort(first, 'name');
    expect([first, second, nextSort(second, 'name'), nextSort(second, 'age')]).toEqual([{ column: 'name', descending: false }, { column: 'name', descending: true }, undefined, { column: 'age', descending: false }]);
  });

  it('selects one by one and by ranges, in either direction', () => {
    expect([...toggleRow(new Set(['a']), 'b')]).toEqual(['a', 'b']);
    expect([...toggleRow(new Set(['a', 'b']), 'a')]).toEqual(['b']);
    expect([...selectRange(new Set(['a']), KEYS, { from: 'd', to: 'c' })]).toEqual(['a', 'c', 'd']);
    expect([...selectRange(new Set(), KEYS, { from: 'gone', to: 'c' })]).toEqual(['c']);
    expect([...selectRange(new Set(['a']), KEYS, { from: 'a', to: 'gone' })]).toEqual(['a']);
  });

  it.each<[string, number, number | undefined]>([
    ['ArrowDown', -1, 0],
    ['j', 3, 3],
    ['k', 0, 0],
    ['PageDown', 0, 2],
    ['PageUp', 3, 1],
    ['Home', 3, 0],
    ['End', 0, 3],
    ['x', 0, undefined],
  ])('%s from %i goes to %s', (key, index, expected) => {
    expect(moveCursor(key, { index, count: 4, page: 2 })).toBe(expected);
  });

  it('stays where there are no rows', () => {
    expect(moveCursor('End', { index: -1, count: 0, page: 5 })).toBeUndefined();
  });
});
