import type { JsonObject } from '../../model/json.ts';
import type { KindSchema } from '../lookup.ts';
import { schemaFromOpenApiV3 } from '../lookup.ts';

/** A custom kind with these properties of `spec`, published as a server publishes it; for tests that state their schema. */
export function gadget(spec: JsonObject, options: { readonly status?: boolean } = {}): KindSchema {
  const kind = { group: 'example.com', version: 'v1', kind: 'Gadget' };
  const found = schemaFromOpenApiV3({
    paths: options.status === true ? { '/apis/example.com/v1/namespaces/{namespace}/gadgets/{name}/status': { put: { 'x-kubernetes-group-version-kind': kind } } } : {},
    components: {
      schemas: {
        'com.example.v1.Gadget': {
          type: 'object',
          properties: {
            apiVersion: { type: 'string' },
            kind: { type: 'string' },
            metadata: { allOf: [{ $ref: '#/components/schemas/ObjectMeta' }] },
            spec: { type: 'object', properties: spec },
            status: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
          },
          'x-kubernetes-group-version-kind': [kind],
        },
        ObjectMeta: {
          type: 'object',
          properties: {
            name: { type: 'string' },
            namespace: { type: 'string' },
            resourceVersion: { type: 'string' },
            labels: { type: 'object', additionalProperties: { type: 'string', default: '' } },
            annotations: { type: 'object', additionalProperties: { type: 'string', default: '' } },
            finalizers: { type: 'array', items: { type: 'string', default: '' }, 'x-kubernetes-list-type': 'set' },
            managedFields: { type: 'array', items: { type: 'object' }, 'x-kubernetes-list-type': 'atomic' },
          },
        },
      },
    },
  }).find('example.com/v1', 'Gadget');
  if (found === undefined) throw new Error('the document does not describe the Gadget');
  return found;
}

/** A Gadget named `g` with this spec. */
export function gadgetObject(spec: JsonObject, metadata: JsonObject = {}): JsonObject {
  return { apiVersion: 'example.com/v1', kind: 'Gadget', metadata: { name: 'g', ...metadata }, spec };
}

export const text = { type: 'string' };

/** The schema of a list map of maps with these keys and properties. */
export function listMap(keys: readonly string[], properties: JsonObject): JsonObject {
  return { type: 'array', 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': keys, items: { type: 'object', properties } };
}

const setOfText = { type: 'array', items: text, 'x-kubernetes-list-type': 'set' };

/** The spec that most tests use. */
export const SPEC: JsonObject = {
  size: { type: 'integer' },
  name: text,
  on: { type: 'boolean' },
  amount: { 'x-kubernetes-int-or-string': true },
  tags: setOfText,
  numbers: { type: 'array', items: { type: 'number' }, 'x-kubernetes-list-type': 'set' },
  steps: { type: 'array', items: { type: 'object', properties: { run: text } } },
  pair: { type: 'object', 'x-kubernetes-map-type': 'atomic', properties: { left: text, right: text } },
  settings: { type: 'object', additionalProperties: text },
  nested: { type: 'object', properties: { one: text, two: text } },
  ports: listMap(['number', 'protocol'], { number: { type: 'integer' }, protocol: { ...text, default: 'TCP' }, name: text }),
  rules: listMap(['id'], { id: text, verbs: setOfText, weight: { type: 'integer' }, inner: listMap(['key'], { key: text, value: text }) }),
  free: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
  half: {
    type: 'object',
    'x-kubernetes-preserve-unknown-fields': true,
    properties: { known: text, deep: { type: 'object', properties: { one: text } } },
  },
  template: { type: 'object', 'x-kubernetes-embedded-resource': true, 'x-kubernetes-preserve-unknown-fields': true },
};
