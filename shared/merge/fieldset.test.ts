import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../model/json.ts';
import { elementText, fieldElement, keyElement, parseElement, pathText, valueElement } from './element.ts';
import {
  differenceSets,
  EMPTY_SET,
  equalSets,
  fieldSetFromJson,
  fieldSetOf,
  fieldSetToJson,
  hasPath,
  intersectSets,
  isEmptySet,
  leavesOf,
  pathsOf,
  recursiveDifference,
  setBelow,
  unionSets,
} from './fieldset.ts';

const set = (fields: JsonObject) => fieldSetFromJson(fields);

describe('elements', () => {
  it.each([
    ['k:{"protocol":"TCP","containerPort":80}', 'k:{"containerPort":80,"protocol":"TCP"}'],
    ['k:{ "name" : "web" }', 'k:{"name":"web"}'],
    ['k:{"name":null}', 'k:{"name":null}'],
    ['v:"<&>"', 'v:"\\u003c\\u0026\\u003e"'],
    ['v:"\\u003c"', 'v:"\\u003c"'],
    ['v:"\\u00fc"', 'v:"\u00fc"'],
    ['v:"a\\"b\\n\\b"', 'v:"a\\"b\\n\\u0008"'],
    ['v:"\u2028"', 'v:"\\u2028"'],
    ['v:9007199254740993', 'v:9007199254740993'],
    ['v:1.0', 'v:1'],
    ['v:true', 'v:true'],
    ['i:007', 'i:7'],
    ['f:weird "name', 'f:weird "name'],
  ])('%s is %s', (written, canonical) => {
    expect(parseElement(written)).toBe(canonical);
  });

  it('drops kinds of a later version and refuses what is no element', () => {
    expect(parseElement('x:1')).toBeUndefined();
    for (const text of ['', 'f', 'k:', 'k:[1]', 'v:{', 'i:x', 'plain']) expect(() => parseElement(text), text).toThrow(/no path element/);
  });

  it('are written for people as the server writes them', () => {
    const path = [fieldElement('spec'), fieldElement('ports'), keyElement({ protocol: 'TCP', port: 80 }), fieldElement('name')];
    expect(pathText(path)).toBe('.spec.ports[port=80,protocol="TCP"].name');
    expect(elementText(valueElement('a'))).toBe('[="a"]');
    expect(elementText('i:3')).toBe('[3]');
    expect(pathText([])).toBe('');
  });
});

describe('FieldsV1', () => {
  it.each<[string, JsonObject]>([
    ['nothing', {}],
    ['fields', { 'f:a': {}, 'f:b': { 'f:c': {} } }],
    ['a member with members below', { 'f:a': { '.': {}, 'f:b': {} } }],
    ['keys, values and indexes', { 'f:l': { 'k:{"name":"x"}': { '.': {}, 'f:name': {} } }, 'f:s': { 'v:"a"': {}, 'v:1': {} }, 'f:i': { 'i:0': {} } }],
    ['a field named like a prototype', { 'f:__proto__': { 'f:constructor': {} } }],
  ])('is read and written: %s', (_name, fields) => {
    expect(fieldSetToJson(set(fields))).toEqual(fields);
  });

  it('writes fields first, then keys, values and indexes, each in order', () => {
    const written = fieldSetToJson(set({ 'i:1': {}, 'v:"b"': {}, 'v:"a"': {}, 'k:{"a":1}': {}, 'f:z': {}, 'f:a': { 'f:b': {}, '.': {} } }));
    expect(JSON.stringify(written)).toBe('{"f:a":{".":{},"f:b":{}},"f:z":{},"k:{\\"a\\":1}":{},"v:\\"a\\"":{},"v:\\"b\\"":{},"i:1":{}}');
  });

  it('takes a lone dot for a member, and drops unknown elements', () => {
    expect(fieldSetToJson(set({ 'f:a': { '.': {} }, 'x:later': {}, 'f:b': { 'x:later': {} } }))).toEqual({ 'f:a': {}, 'f:b': {} });
    expect(fieldSetFromJson(undefined)).toBe(EMPTY_SET);
  });
});

describe('sets', () => {
  const a = set({ 'f:a': { '.': {}, 'f:x': {}, 'f:y': {} }, 'f:b': {}, 'f:c': { 'f:z': {} } });
  const b = set({ 'f:a': {}, 'f:b': { 'f:q': {} }, 'f:c': { 'f:z': {} }, 'f:d': {} });

  it.each<[string, unknown, JsonObject]>([
    ['union', unionSets(a, b), { 'f:a': { '.': {}, 'f:x': {}, 'f:y': {} }, 'f:b': { '.': {}, 'f:q': {} }, 'f:c': { 'f:z': {} }, 'f:d': {} }],
    ['intersection', intersectSets(a, b), { 'f:a': {}, 'f:c': { 'f:z': {} } }],
    ['difference keeps what is below a member', differenceSets(a, b), { 'f:a': { 'f:x': {}, 'f:y': {} }, 'f:b': {} }],
    ['recursive difference does not', recursiveDifference(a, b), { 'f:b': {} }],
    ['leaves', leavesOf(a), { 'f:a': { 'f:x': {}, 'f:y': {} }, 'f:b': {}, 'f:c': { 'f:z': {} } }],
  ])('%s', (_name, result, expected) => {
    expect(fieldSetToJson(result as typeof a)).toEqual(expected);
  });

  it('leaves what it was given alone, and returns it where nothing changes', () => {
    expect(unionSets(a, EMPTY_SET)).toBe(a);
    expect(differenceSets(a, set({ 'f:unknown': {} }))).toBe(a);
    expect(isEmptySet(differenceSets(b, b))).toBe(true);
    expect(fieldSetToJson(a)).toEqual({ 'f:a': { '.': {}, 'f:x': {}, 'f:y': {} }, 'f:b': {}, 'f:c': { 'f:z': {} } });
  });

  it('knows its members', () => {
    expect(hasPath(a, ['f:a'])).toBe(true);
    expect(hasPath(a, ['f:c'])).toBe(false);
    expect(hasPath(a, ['f:c', 'f:z'])).toBe(true);
    expect(hasPath(a, ['f:c', 'f:z', 'f:more'])).toBe(false);
    expect(hasPath(a, [])).toBe(false);
    expect(setBelow(a, 'f:b')).toBe(EMPTY_SET);
    expect([...pathsOf(a)].map(pathText)).toEqual(['.a', '.a.x', '.a.y', '.b', '.c.z']);
    expect(equalSets(a, fieldSetOf([...pathsOf(a)]))).toBe(true);
    expect(equalSets(a, b)).toBe(false);
    expect(fieldSetToJson(fieldSetOf([['f:a'], ['f:a', 'f:b'], []]))).toEqual({ 'f:a': { '.': {}, 'f:b': {} } });
  });
});
