import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../model/json.ts';
import type { ManagedFieldsEntry } from '../model/kube.ts';
import { fieldSetOf } from './fieldset.ts';
import { migrateClientSideApply, moveOwnership, removeOwnership } from './migrate.ts';
import { gadget, gadgetObject, SPEC } from './testdata/gadget.ts';
import { updateObject } from './update.ts';

const { schema, resetFields } = gadget(SPEC, { status: true });
const T0 = '2026-01-01T00:00:00Z';
const T1 = '2026-01-02T00:00:00Z';

function entry(manager: string, spec: JsonObject, more: Partial<ManagedFieldsEntry> = {}): ManagedFieldsEntry {
  return { manager, operation: 'Update', apiVersion: 'example.com/v1', time: T0, fieldsType: 'FieldsV1', fieldsV1: { 'f:spec': spec }, ...more };
}

function update(live: JsonObject | undefined, updated: JsonObject, manager = 'me'): unknown {
  const { managedFields } = updateObject({ ...(live === undefined ? {} : { live }), updated, manager, schema, resetFields, now: T1 });
  return Object.fromEntries(managedFields.map((each) => [`${each.operation} ${each.manager}${each.time === T1 ? ' @new' : ''}`, each.fieldsV1?.['f:spec'] ?? each.fieldsV1]));
}

describe('updating', () => {
  const applied = entry('you', { 'f:size': {}, 'f:on': {} }, { operation: 'Apply' });
  const live = gadgetObject({ size: 1, on: true }, { managedFields: [applied] });

  it.each<[string, JsonObject, JsonObject]>([
    ['takes what it changes', gadgetObject({ size: 2, on: true }), { 'Apply you': { 'f:on': {} }, 'Update me @new': { 'f:size': {} } }],
    ['owns what it adds', gadgetObject({ size: 1, on: true, settings: { a: '1' } }), { 'Apply you': { 'f:on': {}, 'f:size': {} }, 'Update me @new': { 'f:settings': { '.': {}, 'f:a': {} } } }],
    ['leaves nobody what it removes', gadgetObject({ size: 1 }), { 'Apply you': { 'f:size': {} } }],
    ['changes nothing without a change', gadgetObject({ size: 1, on: true }), { 'Apply you': { 'f:on': {}, 'f:size': {} } }],
    ['does not own what is reset', { ...gadgetObject({ size: 1, on: true }), status: { phase: 'x' } }, { 'Apply you': { 'f:on': {}, 'f:size': {} } }],
    ['forgets a record with nothing left', gadgetObject({ size: 2, on: false }), { 'Update me @new': { 'f:on': {}, 'f:size': {} } }],
    ['forgets all records by an empty one', gadgetObject({ size: 2, on: true }, { managedFields: [{}] }), {}],
    ['forgets all records by an empty list', gadgetObject({ size: 2, on: true }, { managedFields: [] }), {}],
    ['takes the records it is given', gadgetObject({ size: 2, on: true }, { managedFields: [entry('them', { 'f:on': {}, 'f:size': {} })] }), { 'Update me @new': { 'f:size': {} }, 'Update them': { 'f:on': {} } }],
    ['takes live for records it can not read', gadgetObject({ size: 1, on: true }, { managedFields: [{ manager: 'them' }] }), { 'Apply you': { 'f:on': {}, 'f:size': {} } }],
  ])('%s', (_name, updated, expected) => {
    expect(update(live, updated)).toEqual(expected);
  });

  it('adds to its own record, and is another manager at another subresource', () => {
    const records = [entry('me', { 'f:on': {} }), entry('me', { 'f:name': {} }, { subresource: 'scale' })];
    const { managedFields } = updateObject({
      live: gadgetObject({ size: 1, on: true, name: 'x' }, { managedFields: records }),
      updated: gadgetObject({ size: 2, on: true, name: 'x' }),
      manager: 'me',
      schema,
      now: T1,
    });
    expect(managedFields).toEqual([records[1], { ...entry('me', { 'f:on': {}, 'f:size': {} }), time: T1 }]);
  });

  it('tracks creations, but not objects that nobody tracks', () => {
    expect(update(undefined, gadgetObject({ size: 1 }))).toEqual({ 'Update me @new': { '.': {}, 'f:size': {} } });
    expect(update(gadgetObject({ size: 1 }), gadgetObject({ size: 2 }))).toEqual({});
    expect(update(undefined, gadgetObject({ size: 1 }), '')).toEqual({ 'Update unknown @new': { '.': {}, 'f:size': {} } });
  });

  it('puts the oldest of many updaters together', () => {
    const names = ['size', 'name', 'on', 'amount', 'tags', 'numbers', 'steps', 'pair', 'settings', 'nested'];
    const records = names.map((name, index) => entry(`m${index}`, { [`f:${name}`]: {} }, { time: `2026-01-01T00:00:0${index}Z` }));
    const before = gadgetObject({ size: 1, template: { a: 1 } }, { managedFields: records });
    const { managedFields } = updateObject({ live: before, updated: gadgetObject({ size: 1, template: { a: 2 } }), manager: 'me', schema, now: T1 });
    expect(managedFields.map(({ manager }) => manager)).toEqual(['ancient-changes', ...names.slice(2).map((_name, index) => `m${index + 2}`), 'me']);
    expect(managedFields[0]).toEqual(entry('ancient-changes', { 'f:name': {}, 'f:size': {} }, { time: '2026-01-01T00:00:01Z' }));
  });
});

describe('moving ownership', () => {
  const csa = entry('kubectl-client-side-apply', { 'f:size': {}, 'f:on': {} });
  const other = entry('them', { 'f:name': {} });
  const own = entry('me', { 'f:size': {} }, { operation: 'Apply' });

  it.each<[string, ManagedFieldsEntry[], ManagedFieldsEntry[]]>([
    ['makes the record of the first', [csa, other], [{ ...csa, manager: 'me', operation: 'Apply' }, other]],
    ['adds to the record', [own, csa, other], [{ ...own, fieldsV1: { 'f:spec': { 'f:on': {}, 'f:size': {} } } }, other]],
    ['drops records at other versions', [own, { ...csa, apiVersion: 'example.com/v0' }], [own]],
    ['leaves subresources', [{ ...csa, subresource: 'scale' }], [{ ...csa, subresource: 'scale' }]],
    ['leaves appliers of that name', [{ ...csa, operation: 'Apply' }], [{ ...csa, operation: 'Apply' }]],
  ])('from client-side apply: %s', (_name, managedFields, expected) => {
    expect(migrateClientSideApply({ managedFields, from: ['kubectl-client-side-apply', 'kubectl-last-applied'], to: 'me' })).toEqual(expected);
  });

  it('gives the same list back where nothing moves', () => {
    const managedFields = [other];
    expect(migrateClientSideApply({ managedFields, from: ['x'], to: 'me' })).toBe(managedFields);
    expect(moveOwnership({ managedFields, from: () => false, to: { manager: 'me', apiVersion: 'example.com/v1' }, now: T1 })).toBe(managedFields);
    const elsewhere = [{ ...own, apiVersion: 'example.com/v0' }, csa];
    expect(moveOwnership({ managedFields: elsewhere, from: () => true, to: { manager: 'me', apiVersion: 'example.com/v1' }, now: T1 })).toBe(elsewhere);
  });

  it('moves some paths of any records', () => {
    const request = { managedFields: [csa, other], from: (each: ManagedFieldsEntry) => each.operation === 'Update', to: { manager: 'me', apiVersion: 'example.com/v1' }, now: T1 };
    expect(moveOwnership({ ...request, paths: fieldSetOf([['f:spec', 'f:on'], ['f:spec', 'f:name']]) })).toEqual([
      entry('me', { 'f:name': {}, 'f:on': {} }, { operation: 'Apply', time: T1 }),
      entry('kubectl-client-side-apply', { 'f:size': {} }),
    ]);
    expect(moveOwnership(request)).toEqual([entry('me', { 'f:name': {}, 'f:on': {}, 'f:size': {} }, { operation: 'Apply', time: T1 })]);
  });

  it('takes ownership away', () => {
    expect(removeOwnership([csa, other], (each) => each.manager === 'them')).toEqual([csa]);
    expect(removeOwnership([csa], () => true, fieldSetOf([['f:spec', 'f:on']]))).toEqual([entry('kubectl-client-side-apply', { 'f:size': {} })]);
  });
});
