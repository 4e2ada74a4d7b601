import type { JsonObject } from '../../shared/model/json.ts';
import type { Random } from './random.ts';

/**
 * A custom kind with everything a structural schema can say about merging: sets, list maps with one and several keys and
 * with a default key, atomic lists and maps, maps of sets, unknown fields, int-or-string, an embedded resource,
 * defaults and nullable fields. Version v2 has the same fields; there `tags` is atomic and `pair` granular.
 */
const text = { type: 'string' };
const setOfText = { type: 'array', items: text, 'x-kubernetes-list-type': 'set' };
const intOrString = { 'x-kubernetes-int-or-string': true };
const free = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };

function listMap(keys: readonly string[], properties: JsonObject): JsonObject {
  return {
    type: 'array',
    'x-kubernetes-list-type': 'map',
    'x-kubernetes-list-map-keys': keys,
    items: { type: 'object', required: keys.filter((key) => key !== 'protocol'), properties },
  };
}

function version(name: string, other: boolean): JsonObject {
  const spec = {
    type: 'object',
    properties: {
      tags: other ? { type: 'array', items: text } : setOfText,
      numbers: { type: 'array', items: { type: 'integer' }, 'x-kubernetes-list-type': 'set' },
      ports: listMap(['number', 'protocol'], { number: { type: 'integer' }, protocol: { ...text, default: 'TCP' }, name: text, labels: { type: 'object', additionalProperties: text } }),
      rules: listMap(['id'], {
        id: text,
        verbs: setOfText,
        steps: { type: 'array', items: text },
        inner: listMap(['key'], { key: text, value: text }),
        weight: { type: 'integer', default: 1 },
      }),
      steps: { type: 'array', items: { type: 'object', properties: { run: text, times: { type: 'integer' } } } },
      pair: { type: 'object', ...(other ? {} : { 'x-kubernetes-map-type': 'atomic' }), properties: { left: text, right: text } },
      free,
      half: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true, properties: { known: text, deep: { type: 'object', properties: { one: text } } } },
      amount: intOrString,
      settings: { type: 'object', additionalProperties: text },
      limits: { type: 'object', additionalProperties: intOrString },
      groups: { type: 'object', additionalProperties: setOfText },
      mode: { ...text, default: 'auto' },
      nested: { type: 'object', default: {}, properties: { level: { type: 'integer', default: 3 }, note: text } },
      nothing: { ...text, nullable: true },
      ratio: { type: 'number' },
      on: { type: 'boolean' },
      template: { type: 'object', 'x-kubernetes-embedded-resource': true, 'x-kubernetes-preserve-unknown-fields': true },
    },
  };
  const status = { type: 'object', properties: { phase: text, conditions: listMap(['type'], { type: text, status: text }) } };
  return {
    name,
    served: true,
    storage: !other,
    subresources: { status: {} },
    schema: { openAPIV3Schema: { type: 'object', properties: { spec, status } } },
  };
}

export const GADGET_GROUP = 'merge.drydock.dev';

export const GADGET_DEFINITION: JsonObject = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: `gadgets.${GADGET_GROUP}` },
  spec: {
    group: GADGET_GROUP,
    scope: 'Namespaced',
    names: { plural: 'gadgets', singular: 'gadget', kind: 'Gadget', listKind: 'GadgetList' },
    versions: [version('v1', false), version('v2', true)],
  },
};

const WORDS = ['a', 'b', 'c', '1', '<&>', 'ü'];

export function gadgetSpec(r: Random): JsonObject {
  const word = (): string => r.pick(WORDS);
  return {
    ...r.maybe('tags', () => r.some(WORDS)),
    ...r.maybe('numbers', () => r.some([1, 2, 3, 10, 4_294_967_296])),
    ...r.maybe('ports', () =>
      r.some([80, 81, 82]).flatMap((number) => [
        { number, ...r.maybe('protocol', () => 'TCP'), ...r.maybe('name', word), ...r.maybe('labels', () => r.map(['x', 'y'], word)) },
        ...(r.chance(0.3) ? [{ number, protocol: 'UDP', ...r.maybe('name', word) }] : []),
      ]),
    ),
    ...r.maybe('rules', () =>
      r.some(['one', 'two', 'three']).map((id) => ({
        id,
        ...r.maybe('verbs', () => r.some(WORDS)),
        ...r.maybe('steps', () => r.some(WORDS)),
        ...r.maybe('inner', () => r.some(['k', 'l', 'm']).map((key) => ({ key, ...r.maybe('value', word) }))),
        ...r.maybe('weight', () => r.below(3), 0.3),
      })),
    ),
    ...r.maybe('steps', () => r.some(WORDS).map((run) => ({ run, ...r.maybe('times', () => r.below(3)) })), 0.3),
    ...r.maybe('pair', () => ({ ...r.maybe('left', word), ...r.maybe('right', word) })),
    ...r.maybe('free', () => anything(r, 3)),
    ...r.maybe('half', () => ({ ...r.maybe('known', word), ...r.maybe('deep', () => ({ ...r.maybe('one', word), ...r.maybe('two', word) })), ...r.maybe('extra', () => anything(r, 1)) })),
    ...r.maybe('amount', () => r.pick([1, 2, '1', '50%'])),
    ...r.maybe('settings', () => r.map(WORDS, word)),
    ...r.maybe('limits', () => r.map(['cpu', 'memory'], () => r.pick([1, '1', '2Gi']))),
    ...r.maybe('groups', () => r.map(['x', 'y', 'z'], () => r.some(WORDS))),
    ...r.maybe('mode', () => r.pick(['auto', 'manual']), 0.3),
    ...r.maybe('nested', () => ({ ...r.maybe('level', () => r.below(5)), ...r.maybe('note', word) }), 0.3),
    ...r.maybe('nothing', () => r.pick([null, 'x']), 0.3),
    ...r.maybe('ratio', () => r.pick([0.5, 1, 2.25, 1e21]), 0.3),
    ...r.maybe('on', () => r.chance(0.5), 0.3),
    ...r.maybe('template', () => ({ apiVersion: 'v1', kind: 'ConfigMap', ...r.maybe('metadata', () => ({ ...r.maybe('labels', () => r.map(['x', 'y'], () => r.pick(['1', '2']))) })), ...r.maybe('data', () => anything(r, 1)) }), 0.3),
  };
}

export function gadgetStatus(r: Random): JsonObject {
  return {
    ...r.maybe('phase', () => r.pick(WORDS)),
    ...r.maybe('conditions', () => r.some(['Ready', 'Old']).map((type) => ({ type, status: r.pick(['True', 'False']) }))),
  };
}

/** Any JSON map, for fields without a schema. */
function anything(r: Random, depth: number): JsonObject {
  return r.map(['p', 'q', 'r'], () =>
    r.pick([
      () => r.pick(WORDS),
      () => r.below(3),
      () => r.chance(0.5),
      () => r.some(WORDS),
      () => (depth > 0 ? anything(r, depth - 1) : {}),
      () => (depth > 0 ? [anything(r, 0)] : []),
    ])(),
  );
}
