import { describe, expect, it } from 'vitest';
import type { JsonObject, JsonValue } from '../../../shared/model/json.ts';
import { discoveredActions, impactsOf, patchBetween } from './actionScripts.ts';

describe('discovered actions', () => {
  it.each<[string, JsonValue, unknown]>([
    ['none', [], []],
    ['none, as a map', {}, []],
    ['with what is said of them', { resume: { disabled: true }, abort: { disabled: false, displayName: 'Abort it' }, restart: [] }, [{ name: 'abort', disabled: false, displayName: 'Abort it' }, { name: 'restart', disabled: false }, { name: 'resume', disabled: true }]],
  ])('%s', (_what, value, expected) => {
    expect(discoveredActions(value)).toEqual(expected);
  });

  it('that are none are told', () => {
    expect(() => discoveredActions('x')).toThrow('no table of actions');
  });
});

describe('what an action wants', () => {
  const object = { apiVersion: 'v1', kind: 'Thing', metadata: { name: 'a' } };
  it('is a patch of the object, or a list', () => {
    expect(impactsOf(object)).toEqual([{ operation: 'patch', object }]);
    expect(impactsOf([{ operation: 'create', resource: object }, { operation: 'patch', resource: object }])).toEqual([{ operation: 'create', object }, { operation: 'patch', object }]);
  });
  it.each<[string, JsonValue]>([
    ['no object', { a: 1 }],
    ['nothing', null],
    ['another operation', [{ operation: 'delete', resource: object }]],
    ['no resource', [{ operation: 'patch' }]],
  ])('%s is refused', (_what, value) => {
    expect(() => impactsOf(value)).toThrow(/^Nothing was done/);
  });
});

describe('patchBetween', () => {
  it.each<[string, JsonObject, JsonObject, JsonObject]>([
    ['the same', { a: 1, b: { c: [1] } }, { a: 1, b: { c: [1] } }, {}],
    ['changed, new, gone', { a: 1, b: { c: 1, d: 1 } }, { a: 2, b: { c: 1 }, e: true }, { a: 2, b: { d: null }, e: true }],
    ['a list is one value', { l: [1, 2] }, { l: [2] }, { l: [2] }],
    ['empty tables are alike', { l: [], m: {} }, { l: {}, m: [] }, {}],
    ['empty tables inside of lists', { l: [{ a: [] }] }, { l: [{ a: {} }] }, {}],
    ['empty tables beside a change', { l: [{ a: [], b: 1 }] }, { l: [{ a: {}, b: 2 }] }, { l: [{ a: [], b: 2 }] }],
    ['null that is gone', { a: null, l: [null, 1] }, { l: [1] }, {}],
    ['a map that is emptied', { m: { a: 1 } }, { m: {} }, { m: { a: null } }],
    ['a new empty map', {}, { m: {} }, { m: {} }],
    ['a number that Lua cannot hold', { n: 9007199254740993n }, { n: 9007199254740992 }, {}],
  ])('%s', (_what, before, after, expected) => {
    expect(patchBetween(before, after)).toEqual(expected);
  });
});
