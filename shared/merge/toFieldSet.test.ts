import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../model/json.ts';
import { fieldSetToJson } from './fieldset.ts';
import { schemaFromOpenApiV3 } from './lookup.ts';
import { gadget, gadgetObject, SPEC } from './testdata/gadget.ts';
import { toFieldSet } from './toFieldSet.ts';

const { schema, resetFields } = gadget(SPEC, { status: true });

describe('the set of an applied object', () => {
  it.each<[string, JsonObject, JsonObject]>([
    ['a scalar', { size: 1 }, { 'f:size': {} }],
    ['null, which is there', { size: null, nested: null, tags: null }, { 'f:nested': {}, 'f:size': {}, 'f:tags': {} }],
    ['an empty map', { settings: {}, nested: {} }, { 'f:nested': {}, 'f:settings': {} }],
    ['an empty list, which says nothing', { size: 1, tags: [], ports: [] }, { 'f:size': {} }],
    ['an empty atomic list', { steps: [] }, { 'f:steps': {} }],
    ['declared fields of a map', { nested: { one: 'x' } }, { 'f:nested': { 'f:one': {} } }],
    ['names of a map', { settings: { b: '1', a: '2' } }, { 'f:settings': { 'f:a': {}, 'f:b': {} } }],
    ['an atomic map', { pair: { left: 'x' } }, { 'f:pair': {} }],
    ['an atomic list', { steps: [{ run: 'x' }] }, { 'f:steps': {} }],
    ['a set', { tags: ['b', 'a', '<'] }, { 'f:tags': { 'v:"a"': {}, 'v:"b"': {}, 'v:"\\u003c"': {} } }],
    ['a set of numbers', { numbers: [1, 2.5] }, { 'f:numbers': { 'v:1': {}, 'v:2.5': {} } }],
    [
      'items, with and without the default of a key',
      { ports: [{ number: 80 }, { number: 80, protocol: 'UDP', name: 'u' }] },
      {
        'f:ports': {
          'k:{"number":80,"protocol":"TCP"}': { '.': {}, 'f:number': {} },
          'k:{"number":80,"protocol":"UDP"}': { '.': {}, 'f:name': {}, 'f:number': {}, 'f:protocol': {} },
        },
      },
    ],
    ['an item with a null key', { ports: [{ number: 80, protocol: null }] }, { 'f:ports': { 'k:{"number":80,"protocol":null}': { '.': {}, 'f:number': {}, 'f:protocol': {} } } }],
    [
      'items in items',
      { rules: [{ id: 'r', verbs: ['get'], inner: [{ key: 'k', value: 'v' }] }] },
      { 'f:rules': { 'k:{"id":"r"}': { '.': {}, 'f:id': {}, 'f:verbs': { 'v:"get"': {} }, 'f:inner': { 'k:{"key":"k"}': { '.': {}, 'f:key': {}, 'f:value': {} } } } } },
    ],
    ['int-or-string', { amount: '50%' }, { 'f:amount': {} }],
    ['unknown content, whose lists are one value', { free: { a: { b: [1, { c: 2 }] }, d: {} } }, { 'f:free': { 'f:a': { '.': {}, 'f:b': {} }, 'f:d': {} } }],
    ['unknown beside declared', { half: { known: 'x', extra: 1, deep: { one: 'y', two: 'z' } } }, { 'f:half': { 'f:deep': { 'f:one': {}, 'f:two': {} }, 'f:extra': {}, 'f:known': {} } }],
    ['an embedded resource', { template: { apiVersion: 'v1', metadata: { name: 'x' } } }, { 'f:template': { 'f:apiVersion': {}, 'f:metadata': { '.': {}, 'f:name': {} } } }],
    ['names like a prototype', JSON.parse('{"settings":{"__proto__":"x","constructor":"y"}}') as JsonObject, { 'f:settings': { 'f:__proto__': {}, 'f:constructor': {} } }],
  ])('%s', (_name, spec, expected) => {
    const { fields, problems } = toFieldSet(gadgetObject(spec), schema);
    expect(problems).toEqual([]);
    expect(fieldSetToJson(fields)).toEqual({ 'f:spec': expected });
  });

  it('leaves out identity and what is reset', () => {
    const object = { ...gadgetObject({ size: 1 }, { namespace: 'n', resourceVersion: '1', labels: { a: 'b' } }), status: { phase: 'x' } };
    expect(fieldSetToJson(toFieldSet(object, schema, resetFields).fields)).toEqual({ 'f:metadata': { 'f:labels': { 'f:a': {} } }, 'f:spec': { 'f:size': {} } });
  });

  it("has a Deployment's ports with their default protocol, and its selector as one", () => {
    const document = JSON.parse(readFileSync(new URL('./testdata/kubernetes-1.36.openapi.json', import.meta.url), 'utf8')) as JsonObject;
    const kind = schemaFromOpenApiV3(document).find('apps/v1', 'Deployment');
    if (kind === undefined) throw new Error('no Deployment');
    const spec = {
      selector: { matchLabels: { app: 'web' } },
      template: {
        metadata: { creationTimestamp: null, labels: { app: 'web' } },
        spec: { containers: [{ name: 'web', image: 'web:1', ports: [{ containerPort: 80 }], resources: { limits: { cpu: 1 } } }], securityContext: {} },
      },
    };
    const { fields, problems } = toFieldSet({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, spec }, kind.schema);
    expect(problems).toEqual([]);
    expect(fieldSetToJson(fields)).toEqual({
      'f:spec': {
        'f:selector': {},
        'f:template': {
          'f:metadata': { 'f:creationTimestamp': {}, 'f:labels': { 'f:app': {} } },
          'f:spec': {
            'f:containers': {
              'k:{"name":"web"}': {
                '.': {},
                'f:image': {},
                'f:name': {},
                'f:ports': { 'k:{"containerPort":80,"protocol":"TCP"}': { '.': {}, 'f:containerPort': {} } },
                'f:resources': { 'f:limits': { 'f:cpu': {} } },
              },
            },
            'f:securityContext': {},
          },
        },
      },
    });
  });
});

describe('what the server would refuse', () => {
  it.each<[string, JsonObject, string, string]>([
    ['an item twice, by its default key', { ports: [{ number: 80 }, { number: 80, protocol: 'TCP' }] }, 'duplicate', '.spec.ports[1]'],
    ['a member twice', { tags: ['a', 'b', 'a'] }, 'duplicate', '.spec.tags[2]'],
    ['an item without keys', { rules: [{ verbs: [] }] }, 'missing-key', '.spec.rules[0]'],
    ['a null item', { rules: [null] }, 'null-item', '.spec.rules[0]'],
    ['a null member', { tags: [null] }, 'null-item', '.spec.tags[0]'],
    ['a map in a set', { tags: [{}] }, 'wrong-type', '.spec.tags[0]'],
    ['a scalar in a list map', { rules: ['x'] }, 'wrong-type', '.spec.rules[0]'],
    ['an unknown field', { unheard: 1 }, 'unknown-field', '.spec.unheard'],
    ['an unknown field in an item', { rules: [{ id: 'r', unheard: 1 }] }, 'unknown-field', '.spec.rules[id="r"].unheard'],
    ['an unknown field in an atomic list', { steps: [{ unheard: 1 }] }, 'unknown-field', '.spec.steps[0].unheard'],
    ['text for a number', { size: '1' }, 'wrong-type', '.spec.size'],
    ['a number for text', { name: 1 }, 'wrong-type', '.spec.name'],
    ['a boolean for text in a map', { settings: { a: true } }, 'wrong-type', '.spec.settings.a'],
    ['a list for a map', { nested: [] }, 'wrong-type', '.spec.nested'],
    ['a map for a list', { tags: {} }, 'wrong-type', '.spec.tags'],
    ['a map for a scalar', { on: {} }, 'wrong-type', '.spec.on'],
  ])('%s', (_name, spec, code, path) => {
    const { problems } = toFieldSet(gadgetObject(spec), schema);
    expect(problems).toEqual([{ code, path, message: expect.stringContaining(path) as string }]);
  });

  it('is told in full', () => {
    const { problems } = toFieldSet(gadgetObject({ size: 'x', ports: [{ number: 1 }, { number: 1 }], a: 1, b: 2 }), schema);
    expect(problems.map(({ message }) => message)).toEqual([
      '.spec.size must be a number, but is text.',
      '.spec.ports[1] has the same number, protocol as an earlier item.',
      '.spec.a is not a field of this kind.',
      '.spec.b is not a field of this kind.',
    ]);
  });

  it('is not null, and not what a big integer is', () => {
    expect(toFieldSet(gadgetObject({ size: 9_007_199_254_740_993n, name: null, steps: [null, { run: null }] }), schema).problems).toEqual([]);
  });
});
