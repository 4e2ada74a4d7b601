import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../model/json.ts';
import { fieldSetToJson } from './fieldset.ts';
import { schemaFromOpenApiV3 } from './lookup.ts';
import { schemaAt, UNTYPED, UNTYPED_ATOMIC } from './schema.ts';
import { gadget, SPEC, text } from './testdata/gadget.ts';

/** Deployments, ConfigMaps and Services as Kubernetes 1.36 publishes them, without descriptions and enumerations. */
const document = JSON.parse(readFileSync(new URL('./testdata/kubernetes-1.36.openapi.json', import.meta.url), 'utf8')) as JsonObject;
const lookup = schemaFromOpenApiV3(document);

const POD = ['f:spec', 'f:template', 'f:spec'];
const CONTAINER = [...POD, 'f:containers', 'k:{"name":"web"}'];

describe("a server's document", () => {
  const deployment = lookup.find('apps/v1', 'Deployment');

  it('is read once', () => {
    expect(schemaFromOpenApiV3(document)).toBe(lookup);
    expect(lookup.find('apps/v1', 'Deployment')).toBe(deployment);
    expect(lookup.find('apps/v1', 'Unheard')).toBeUndefined();
    expect(schemaFromOpenApiV3({}).find('v1', 'Pod')).toBeUndefined();
  });

  it.each<[string, readonly string[], JsonObject]>([
    ['containers by name', [...POD, 'f:containers'], { list: { relation: 'map', keys: ['name'] } }],
    ['ports by number and protocol', [...CONTAINER, 'f:ports'], { list: { relation: 'map', keys: ['containerPort', 'protocol'] } }],
    ['arguments as one value', [...CONTAINER, 'f:args'], { list: { relation: 'atomic', keys: [] } }],
    ['finalizers as a set', ['f:metadata', 'f:finalizers'], { list: { relation: 'set', keys: [] } }],
    ['a node selector as one value', [...POD, 'f:nodeSelector'], { map: { atomic: true } }],
    ['a label selector as one value', ['f:spec', 'f:selector'], { map: { atomic: true } }],
    ['a secret reference as one value', [...CONTAINER, 'f:env', 'k:{}', 'f:valueFrom', 'f:secretKeyRef'], { map: { atomic: true } }],
    ['labels name by name', ['f:metadata', 'f:labels'], { map: { atomic: false } }],
    ['int-or-string', ['f:spec', 'f:strategy', 'f:rollingUpdate', 'f:maxSurge'], { scalar: 'any' }],
    ['a quantity', [...CONTAINER, 'f:resources', 'f:limits', 'f:cpu'], { scalar: 'any', quantity: true }],
    ['an integer', ['f:spec', 'f:replicas'], { scalar: 'number', quantity: false }],
    ['bytes', ['f:data', 'f:key'], {}],
  ])('has %s', (_name, path, expected) => {
    if (deployment === undefined) throw new Error('no Deployment');
    const schema = schemaAt(deployment.schema, path);
    if (Object.keys(expected).length === 0) expect(schema).toBeUndefined();
    else expect(schema).toMatchObject(expected);
  });

  it("has the default of a port's protocol", () => {
    if (deployment === undefined) throw new Error('no Deployment');
    const port = schemaAt(deployment.schema, [...CONTAINER, 'f:ports', 'k:{}']);
    expect(port?.map?.fields.get('protocol')?.default).toBe('TCP');
    expect(port?.map?.fields.get('name')?.default).toBeUndefined();
  });

  it('says what a write does not own', () => {
    expect(fieldSetToJson(deployment?.resetFields ?? new Map())).toEqual({ 'f:status': {} });
    expect(fieldSetToJson(deployment?.statusResetFields ?? new Map())).toEqual({ 'f:metadata': { 'f:labels': {} }, 'f:spec': {} });
    expect(lookup.find('v1', 'ConfigMap')?.resetFields.size).toBe(0);
    expect(fieldSetToJson(lookup.find('v1', 'Service')?.resetFields ?? new Map())).toEqual({ 'f:status': {} });
    expect(gadget(SPEC).resetFields.size).toBe(0);
    expect(fieldSetToJson(gadget(SPEC, { status: true }).statusResetFields)).toEqual({ 'f:metadata': {}, 'f:spec': {} });
  });

  it('says what a new object holds', () => {
    expect(deployment?.zero).toEqual({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: {},
      spec: { strategy: {}, template: { metadata: {}, spec: { containers: null } } },
      status: {},
    });
    const role = {
      type: 'object',
      properties: { metadata: { default: {} }, rules: { type: 'array', items: { type: 'object' } }, other: { type: 'array', items: text } },
      'x-kubernetes-group-version-kind': [{ group: 'rbac.authorization.k8s.io', version: 'v1', kind: 'Role' }],
    };
    const roles = schemaFromOpenApiV3({ components: { schemas: { 'io.k8s.api.rbac.v1.Role': role } } });
    expect(roles.find('rbac.authorization.k8s.io/v1', 'Role')?.zero).toMatchObject({ metadata: {}, rules: null });
    expect(gadget(SPEC).zero).toEqual({ apiVersion: 'example.com/v1', kind: 'Gadget' });
  });
});

describe('a custom kind', () => {
  it.each<[string, JsonObject, JsonObject]>([
    ['a list without a type is one value', { type: 'array', items: text }, { list: { relation: 'atomic' } }],
    ['a set', { type: 'array', items: text, 'x-kubernetes-list-type': 'set' }, { list: { relation: 'set' }, scalar: undefined }],
    ['keys in order', { type: 'array', 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['b', 'a'], items: { type: 'object' } }, { list: { relation: 'map', keys: ['a', 'b'] } }],
    ['an older merge key', { type: 'array', 'x-kubernetes-patch-strategy': 'merge', 'x-kubernetes-patch-merge-key': 'ip', items: { type: 'object' } }, { list: { relation: 'map', keys: ['ip'] } }],
    ['an older set', { type: 'array', 'x-kubernetes-patch-strategy': 'merge', items: text }, { list: { relation: 'set' } }],
    ['an older list that keeps its keys', { type: 'array', 'x-kubernetes-patch-strategy': 'retainKeys', items: text }, { list: { relation: 'atomic' } }],
    ['a date', { type: 'string', format: 'date-time' }, { scalar: 'any' }],
    ['bytes', { type: 'string', format: 'byte' }, { scalar: 'string' }],
    ['a map of text', { type: 'object', additionalProperties: text }, { map: { other: { scalar: 'string' }, untyped: false } }],
    ['a closed map', { type: 'object', properties: { a: text } }, { map: { other: undefined } }],
    ['a closed empty map', { type: 'object', additionalProperties: false }, { map: { other: undefined } }],
    ['a component that is not there', { $ref: '#/components/schemas/Missing' }, { scalar: 'any' }],
  ])('%s', (_name, spec, expected) => {
    expect(schemaAt(gadget({ field: spec }).schema, ['f:spec', 'f:field'])).toMatchObject(expected);
  });

  it('allows anything where it keeps unknown fields', () => {
    const { schema } = gadget(SPEC);
    expect(schemaAt(schema, ['f:spec', 'f:free'])?.map).toMatchObject({ untyped: true });
    expect(schemaAt(schema, ['f:spec', 'f:free', 'f:any'])).toBe(UNTYPED);
    expect(schemaAt(schema, ['f:spec', 'f:free', 'f:any', 'f:list', 'i:0'])).toBe(UNTYPED_ATOMIC);
    expect(schemaAt(schema, ['f:spec', 'f:half', 'f:other'])).toBe(UNTYPED);
    expect(schemaAt(schema, ['f:spec', 'f:half', 'f:deep', 'f:other'])).toBe(UNTYPED);
    expect(schemaAt(schema, ['f:spec', 'f:nested', 'f:other'])).toBeUndefined();
  });

  it('takes a map type beside a reference over the component, and knows components that hold themselves', () => {
    const kind = { group: 'example.com', version: 'v1', kind: 'Tree' };
    const found = schemaFromOpenApiV3({
      components: {
        schemas: {
          Tree: {
            type: 'object',
            'x-kubernetes-map-type': 'atomic',
            properties: {
              child: { allOf: [{ $ref: '#/components/schemas/Tree' }], 'x-kubernetes-map-type': 'granular' },
              twin: { $ref: '#/components/schemas/Tree' },
            },
            'x-kubernetes-group-version-kind': [kind],
          },
        },
      },
    }).find('example.com/v1', 'Tree');
    if (found === undefined) throw new Error('no Tree');
    expect(found.schema.map?.atomic).toBe(true);
    expect(schemaAt(found.schema, ['f:child'])?.map?.atomic).toBe(false);
    expect(schemaAt(found.schema, ['f:child', 'f:child', 'f:twin'])).toBe(found.schema);
  });
});
