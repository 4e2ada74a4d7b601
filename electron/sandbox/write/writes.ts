import type { ManagedFieldsEntry } from '../../../shared/model/kube.ts';
import type { JsonObject } from '../../../shared/model/json.ts';
import { applyObject, pathText, updateObject } from '../../../shared/merge/index.ts';
import type { Conflict, Convert, Path } from '../../../shared/merge/index.ts';
import type { Kind } from '../model/kinds.ts';
import { groupVersion, resourceOf } from '../model/kinds.ts';
import type { Registry } from '../model/registry.ts';
import { alreadyExists, badRequest, cause, conflict, invalid, MODIFIED, notFound, StatusError } from '../model/status.ts';
import type { Cause } from '../model/status.ts';
import { validateStructural } from '../model/structural.ts';
import { validate } from '../model/validate.ts';
import type { Dict, Value } from '../model/values.ts';
import { copy, ensure, isDeleting, metadataOf, nameOf, same, text, timestamp } from '../model/values.ts';
import type { Store } from '../store/store.ts';
import { keyIn } from '../store/store.ts';
import { prepareCreate, prepareUpdate, randomSuffix } from './prepare.ts';

/** What all writes share. */
export interface World {
  readonly store: Store;
  readonly registry: Registry;
  /** Milliseconds since 1970. */
  now(): number;
}

/** Where an object is. */
export interface Place {
  readonly kind: Kind;
  /** Empty for cluster kinds. */
  readonly namespace: string;
  readonly name: string;
}

/** How a write is asked for. */
export interface WriteOptions {
  readonly manager: string;
  readonly dryRun?: boolean;
  /** What happens with fields that no schema declares; `Warn` where nothing is said. */
  readonly validation?: 'Strict' | 'Warn' | 'Ignore';
  readonly subresource?: 'status' | 'scale' | undefined;
  /** A patch's own words for an object that strict decoding refuses. */
  readonly refusePatch?: (why: string, patched: Dict) => StatusError;
  /** Gets warnings, as the answer's headers carry them. */
  readonly warn?: (message: string) => void;
}

/** The stored object at the version that is asked for. Throws a 404. */
export function getObject(world: World, place: Place): Dict {
  const found = world.store.get(resourceOf(place.kind), keyIn(place.namespace, place.name));
  if (found === undefined) throw notFound(place.kind, place.name);
  return atVersion(place.kind, found);
}

/** Custom objects are converted by their apiVersion alone (conversion strategy None). */
export function atVersion(kind: Kind, object: Dict): Dict {
  return kind.definition === undefined || object['apiVersion'] === groupVersion(kind) ? object : { ...object, apiVersion: groupVersion(kind) };
}

/** POST. The name may come from metadata.generateName. Throws StatusError. */
export function createObject(world: World, place: Omit<Place, 'name'>, body: Dict, options: WriteOptions): Dict {
  const { kind, namespace } = place;
  const decoded = decodeBody(world, kind, body, options);
  const metadata = ensure(decoded, 'metadata');
  settle(kind, metadata, namespace);
  if (metadata['resourceVersion'] !== undefined && metadata['resourceVersion'] !== '') throw badRequest('resourceVersion should not be set on objects to be created');
  if (text(metadata['name']) === '' && text(metadata['generateName']) !== '') metadata['name'] = text(metadata['generateName']) + randomSuffix();
  const { schema, resetFields, zero } = world.registry.mergeSchema(kind);
  const { managedFields } = updateObject({ updated: decoded as JsonObject, manager: options.manager, schema, resetFields, zero, now: timestamp(world.now()) });
  return insert(world, place, decoded, managedFields as Value, options);
}

function insert(world: World, { kind, namespace }: Omit<Place, 'name'>, object: Dict, managedFields: Value, options: WriteOptions): Dict {
  checkNamespace(world, kind, namespace, nameOf(object));
  prepareCreate(kind, object, world.now(), world.store);
  const metadata = ensure(object, 'metadata');
  if (Array.isArray(managedFields) && managedFields.length > 0) metadata['managedFields'] = managedFields;
  else delete metadata['managedFields'];
  check(world, kind, object, undefined);
  const key = keyIn(namespace, nameOf(object));
  if (world.store.get(resourceOf(kind), key) !== undefined) throw alreadyExists(kind, nameOf(object));
  return options.dryRun === true ? object : world.store.put(resourceOf(kind), key, object);
}

/** PUT and PATCH: `change` makes the new object from the live one. Throws StatusError. */
export function updateWith(world: World, place: Place, change: (live: Dict) => Dict, options: WriteOptions): Dict {
  const { kind } = place;
  const live = getObject(world, place);
  const decoded = decodeBody(world, kind, change(live), options);
  const metadata = ensure(decoded, 'metadata');
  settle(kind, metadata, place.namespace);
  if (nameOf(decoded) !== place.name) throw badRequest(`the name of the object (${nameOf(decoded)}) does not match the name on the URL (${place.name})`);
  preconditions(kind, live, metadata);
  const { schema, resetFields, statusResetFields, zero } = world.registry.mergeSchema(kind);
  const { managedFields } = updateObject({
    live: live as JsonObject,
    updated: (options.subresource === undefined ? decoded : { ...live, ...decoded, metadata: { ...decoded['metadata'] as Dict, managedFields: metadataOf(live)['managedFields'] } }) as JsonObject,
    manager: options.manager,
    schema,
    resetFields: options.subresource === 'status' ? statusResetFields : resetFields,
    zero,
    now: timestamp(world.now()),
    ...(options.subresource === undefined ? {} : { subresource: options.subresource }),
    ...convertOf(world, kind),
  });
  if (managedFields.length > 0) metadata['managedFields'] = withoutScaleTime(managedFields) as Value;
  else delete metadata['managedFields'];
  return replace(world, place, live, prepareUpdate(kind, live, decoded, options.subresource, world.store), options);
}

/** A record that came by the scale subresource has no time (apimachinery managedfields/scalehandler.go). */
function withoutScaleTime(entries: readonly ManagedFieldsEntry[]): readonly ManagedFieldsEntry[] {
  return entries.map((entry) => {
    if (entry.subresource !== 'scale') return entry;
    const { time: _time, ...rest } = entry;
    return rest;
  });
}

function replace(world: World, { kind, namespace, name }: Place, live: Dict, object: Dict, options: WriteOptions): Dict {
  check(world, kind, object, live);
  const stored = { ...object, metadata: { ...metadataOf(object), resourceVersion: metadataOf(live)['resourceVersion'] } };
  if (same(stored, live)) return live;
  const resource = resourceOf(kind);
  const key = keyIn(namespace, name);
  const finalizers = metadataOf(stored)['finalizers'];
  if (isDeleting(live) && (!Array.isArray(finalizers) || finalizers.length === 0) && mayVanish(kind, stored)) {
    if (options.dryRun !== true) world.store.delete(resource, key);
    return stored;
  }
  return options.dryRun === true ? stored : world.store.put(resource, key, stored);
}

/** A namespace waits for its content, a pod for its kubelet. */
function mayVanish(kind: Kind, object: Dict): boolean {
  if (kind.definition !== undefined) return true;
  if (kind.kind === 'Namespace') return false;
  return kind.kind !== 'Pod' || metadataOf(object)['deletionGracePeriodSeconds'] === 0;
}

/** Server-side apply; creates what is not there. Throws StatusError, 409 with the conflicts. */
export function apply(world: World, place: Place, applied: Dict, options: WriteOptions & { readonly force: boolean }): { readonly object: Dict; readonly created: boolean } {
  const { kind, name, namespace } = place;
  if (applied['apiVersion'] !== groupVersion(kind) || applied['kind'] !== kind.kind) checkType(kind, applied);
  const configuration = copy(applied as JsonObject);
  const metadata = ensure(configuration, 'metadata');
  settle(kind, metadata, namespace);
  if (text(metadata['name']) !== '' && metadata['name'] !== name) throw badRequest(`the name of the object (${text(metadata['name'])}) does not match the name on the URL (${name})`);
  metadata['name'] = name;
  if (metadata['managedFields'] !== undefined) throw badRequest('metadata.managedFields must be nil');
  const stored = world.store.get(resourceOf(kind), keyIn(namespace, name));
  const live = stored === undefined ? undefined : atVersion(kind, stored);
  const { uid, resourceVersion } = metadata;
  if (live === undefined) {
    if (options.subresource !== undefined) throw notFound(kind, name);
    if (text(uid) !== '') throw conflict(kind, name, `uid mismatch: the provided object specified uid ${text(uid)}, and no existing object was found`);
    if (text(resourceVersion) !== '') throw conflict(kind, name, MODIFIED);
  } else preconditions(kind, live, metadata);
  const { schema, resetFields, statusResetFields, zero } = world.registry.mergeSchema(kind);
  const finish = (merged: JsonObject): Dict => {
    const decoded = decodeBody(world, kind, merged as Dict, options);
    ensure(decoded, 'metadata')['name'] = name;
    if (kind.namespaced) ensure(decoded, 'metadata')['namespace'] = namespace;
    return live === undefined ? decoded : prepareUpdate(kind, live, decoded, options.subresource, world.store);
  };
  const result = applyObject({
    ...(live === undefined ? {} : { live: live as JsonObject }),
    applied: configuration as JsonObject,
    manager: options.manager,
    schema,
    force: options.force,
    now: timestamp(world.now()),
    resetFields: options.subresource === 'status' ? statusResetFields : resetFields,
    zero,
    complete: (merged) => finish(merged) as JsonObject,
    ...(options.subresource === undefined ? {} : { subresource: options.subresource }),
    ...convertOf(world, kind),
  });
  if (result.outcome === 'invalid') {
    const [first] = result.problems;
    const why = first === undefined ? '' : first.code === 'unknown-field' ? `${first.path}: field not declared in schema` : first.message.replace(/\.$/, '');
    throw new StatusError(500, '', `failed to create typed patch object (${namespace}/${name}; ${groupVersion(kind)}, Kind=${kind.kind}): ${why}`);
  }
  if (result.outcome === 'conflicts') throw applyConflict(result.conflicts);
  if (live === undefined) {
    const object = copy(result.object);
    return { object: insert(world, place, object, metadataOf(object)['managedFields'], options), created: true };
  }
  if (result.object === live) return { object: live, created: false };
  return { object: replace(world, place, live, copy(result.object), options), created: false };
}

function applyConflict(conflicts: readonly Conflict[]): StatusError {
  const causes: Cause[] = conflicts.flatMap((each) =>
    each.paths.toSorted(byDepth).map((path) => ({ reason: 'FieldManagerConflict' as const, message: `conflict with ${managerWords(each)}`, field: pathText(path) })),
  );
  const groups = new Map<string, string[]>();
  for (const each of causes) groups.set(each.message, [...(groups.get(each.message) ?? []), each.field]);
  const many = causes.length === 1 ? '1 conflict' : `${causes.length} conflicts`;
  const words = [...groups].map(([message, fields]) => (fields.length === 1 ? `${message}: ${fields.join('')}` : `${message.replace('conflict', 'conflicts')}:\n${fields.map((field) => `- ${field}`).join('\n')}`));
  const message = causes.length === 1 ? `Apply failed with ${many}: ${words.join('')}` : `Apply failed with ${many}: ${words.toSorted().join('\n')}`;
  return new StatusError(409, 'Conflict', message, { causes: causes.map((each) => ({ ...each })) });
}

/** The order in which a server walks a set of fields: at each level the fields themselves, then what is below others. */
function byDepth(a: Path, b: Path): number {
  let index = 0;
  while (index < a.length && a[index] === b[index]) index++;
  const deeper = Number(index < a.length - 1) - Number(index < b.length - 1);
  return deeper === 0 ? (String(a[index]) < String(b[index]) ? -1 : 1) : deeper;
}

/** managedfields/internal/conflict.go, printManager. */
function managerWords({ manager, operation, apiVersion, subresource }: Conflict): string {
  const through = subresource === undefined || subresource === '' ? '' : ` with subresource "${subresource}"`;
  if (operation === 'Apply') return `"${manager}"${through}`;
  return `"${manager}"${through} using ${apiVersion}`;
}

function convertOf(world: World, kind: Kind): { readonly convert?: Convert } {
  if (kind.definition === undefined) return {};
  return {
    convert: (object, apiVersion) => {
      const other = world.registry.ofObject(apiVersion, kind.kind);
      return other === undefined ? undefined : { object: { ...object, apiVersion }, schema: world.registry.mergeSchema(other).schema };
    },
  };
}

function decodeBody(world: World, kind: Kind, body: Dict, options: WriteOptions): Dict {
  checkType(kind, body);
  const decoded = world.registry.decode(kind, { ...body, apiVersion: groupVersion(kind), kind: kind.kind });
  if (decoded.wrong !== undefined) throw badRequest(`${kind.kind} in version "${kind.version}" cannot be handled as a ${kind.kind}: ${decoded.wrong}`);
  if (decoded.unknown.length > 0) {
    const words = decoded.unknown.map((field) => `unknown field "${field}"`);
    if (options.validation === 'Strict') {
      const why = `strict decoding error: ${words.join(', ')}`;
      throw options.refusePatch?.(why, body) ?? badRequest(`${kind.kind} in version "${kind.version}" cannot be handled as a ${kind.kind}: ${why}`);
    }
    if (options.validation !== 'Ignore') for (const each of words) options.warn?.(each);
  }
  return decoded.object;
}

function checkType(kind: Kind, body: Dict): void {
  const { apiVersion, kind: name } = body;
  if (apiVersion === undefined && name === undefined) return;
  if (apiVersion !== groupVersion(kind) || name !== kind.kind) {
    throw badRequest(`${text(name) === '' ? 'object' : text(name)} in version "${text(apiVersion)}" cannot be handled as a ${kind.kind}: converting (${text(apiVersion)}.${text(name)}) to (${groupVersion(kind)}.${kind.kind}): unknown conversion`);
  }
}

/** The namespace of the request is the object's. */
function settle(kind: Kind, metadata: Dict, namespace: string): void {
  if (!kind.namespaced) delete metadata['namespace'];
  else if (text(metadata['namespace']) === '') metadata['namespace'] = namespace;
  else if (metadata['namespace'] !== namespace) throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
}

function preconditions(kind: Kind, live: Dict, metadata: Dict): void {
  const own = metadataOf(live);
  const name = text(own['name']);
  const { uid, resourceVersion } = metadata;
  if (text(uid) !== '' && uid !== own['uid']) throw conflict(kind, name, `Precondition failed: UID in precondition: ${text(uid)}, UID in object meta: ${text(own['uid'])}`);
  if (text(resourceVersion) !== '' && resourceVersion !== own['resourceVersion']) throw conflict(kind, name, MODIFIED);
}

function check(world: World, kind: Kind, object: Dict, live: Dict | undefined): void {
  const causes = validate(kind, object, live);
  const custom = world.registry.customOf(kind);
  if (custom !== undefined) validateStructural(object, custom.schema, '', causes);
  if (live !== undefined && isDeleting(live)) {
    const before = metadataOf(live)['finalizers'];
    const after = metadataOf(object)['finalizers'];
    const added = (Array.isArray(after) ? after : []).filter((each) => !(Array.isArray(before) ? before : []).includes(each));
    if (added.length > 0) causes.push(cause.forbidden('metadata.finalizers', `no new finalizers can be added if the object is being deleted, found new finalizers ${JSON.stringify(added)}`));
  }
  if (causes.length > 0) throw invalid(kind, nameOf(object), causes);
}

function checkNamespace(world: World, kind: Kind, namespace: string, name: string): void {
  if (!kind.namespaced) return;
  const found = world.store.get('namespaces', keyIn('', namespace));
  if (found === undefined) throw notFound({ group: '', plural: 'namespaces' }, namespace);
  if (!isDeleting(found)) return;
  const why = `unable to create new content in namespace ${namespace} because it is being terminated`;
  throw new StatusError(403, 'Forbidden', `${resourceOf(kind)} "${name}" is forbidden: ${why}`, {
    name,
    kind: kind.plural,
    ...(kind.group === '' ? {} : { group: kind.group }),
    causes: [{ reason: 'NamespaceTerminating', message: `namespace ${namespace} is being terminated`, field: 'metadata.namespace' }],
  });
}

