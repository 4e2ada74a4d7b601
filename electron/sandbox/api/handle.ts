import type { IncomingMessage, ServerResponse } from 'node:http';
import { stringifyJson } from '../../../shared/model/json.ts';
import { resourceOf } from '../model/kinds.ts';
import { badRequest, cause, invalid, methodNotAllowed, noSuchPath, StatusError } from '../model/status.ts';
import type { Dict, Value } from '../model/values.ts';
import { dict, isDict, metadataOf, nameOf, namespaceOf, text } from '../model/values.ts';
import { deletedStatus, deleteObject } from '../write/delete.ts';
import { jsonPatch, mergePatch } from '../write/patch.ts';
import { strategicPatch } from '../write/strategic.ts';
import { apply, createObject, getObject, updateWith } from '../write/writes.ts';
import type { Place, World, WriteOptions } from '../write/writes.ts';
import { readBody } from './body.ts';
import { listObjects } from './read.ts';
import type { Route } from './route.ts';
import { scaleOf, withScale } from './scale.ts';
import { shapeList, shapeObject, shapeOf } from './shape.ts';
import type { ShapeOptions } from './shape.ts';
import { startWatch } from './watch.ts';

/** Built-in kinds whose PUT must name the version that it replaces (the registry strategies' AllowUnconditionalUpdate). */
const CONDITIONAL = new Set(['PodDisruptionBudget', 'CustomResourceDefinition']);

/** A request as the router hands it on. */
export interface Call {
  readonly world: World;
  readonly route: Route;
  readonly query: URLSearchParams;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** What is answered: a body with its HTTP status; undefined where the answer is written already. */
export type Answer = { readonly status: number; readonly body: Dict } | undefined;

/** Subresources of a Pod that lead into a process. */
const INTO_PROCESSES = new Set(['exec', 'attach', 'portforward']);

/** Carries out a request to a kind's collection or object. Throws StatusError. */
export async function handle(call: Call): Promise<Answer> {
  const { request, route, query, response, world } = call;
  if (route.kind.kind === 'Pod' && route.kind.group === '' && INTO_PROCESSES.has(route.subresource)) {
    getObject(world, placeOf(route));
    throw badRequest("The sandbox's pods run nothing: there is no process to reach. Try it on a real cluster");
  }
  const shape = shapeOptions(call);
  const method = request.method ?? 'GET';
  if (method === 'GET' || method === 'HEAD') {
    if (query.get('watch') === 'true' || query.get('watch') === '1') {
      startWatch(world, route, query, response, shape);
      return undefined;
    }
    return { status: 200, body: read(call, shape) };
  }
  const options = writeOptions(call);
  const body = await readBody(request);
  if (method === 'DELETE') return { status: 200, body: remove(call, body, options, shape) };
  const written = write(call, method, body, options);
  return { status: written.status, body: route.subresource === 'scale' ? written.body : shapeObject(world.registry, route.kind, written.body, shape) };
}

function shapeOptions({ query, request, world }: Call): ShapeOptions {
  const includes = query.get('includeObject');
  return { shape: shapeOf(request.headers.accept ?? ''), includes: includes === 'None' || includes === 'Object' ? includes : 'Metadata', now: world.now() };
}

function writeOptions({ query, request, response, route }: Call): WriteOptions {
  const dryRun = query.getAll('dryRun');
  if (dryRun.some((each) => each !== 'All' && each !== '')) throw invalid({ group: 'meta.k8s.io', kind: 'CreateOptions' }, '', [cause.unsupported('dryRun', dryRun, ['All'])]);
  const agent = (request.headers['user-agent'] ?? 'unknown').split('/')[0] ?? 'unknown';
  const validation = query.get('fieldValidation');
  const { subresource } = route;
  const warnings: string[] = [];
  return {
    manager: query.get('fieldManager') ?? agent.slice(0, 128),
    dryRun: dryRun.includes('All'),
    validation: validation === 'Strict' || validation === 'Ignore' ? validation : 'Warn',
    ...(subresource === 'status' || subresource === 'scale' ? { subresource } : {}),
    warn(message) {
      warnings.push(`299 - ${JSON.stringify(message)}`);
      response.setHeader('Warning', warnings);
    },
  };
}

function placeOf(route: Route): Place {
  if (route.name === undefined) throw methodNotAllowed();
  return { kind: route.kind, namespace: route.namespace, name: route.name };
}

function read(call: Call, shape: ShapeOptions): Dict {
  const { query, route, world } = call;
  if (route.name === undefined) {
    const { objects, metadata } = listObjects(world, route, query);
    return shapeList(world.registry, route.kind, objects, metadata, shape);
  }
  const object = getObject(world, placeOf(route));
  if (route.subresource === 'scale' && route.kind.scale) return scaleOf(route.kind, object, world.registry.customOf(route.kind));
  if (route.subresource !== '' && !(route.subresource === 'status' && route.kind.status)) throw noSuchPath();
  return shapeObject(world.registry, route.kind, object, shape);
}

function write(call: Call, method: string, body: Value, options: WriteOptions): { status: number; body: Dict } {
  const { query, request, route, world } = call;
  const { kind, subresource } = route;
  if (subresource !== '' && !((subresource === 'status' && kind.status) || (subresource === 'scale' && kind.scale))) throw noSuchPath();
  if (method === 'POST') {
    if (route.name !== undefined) throw methodNotAllowed();
    return { status: 201, body: createObject(world, route, bodyObject(body), options) };
  }
  const place = placeOf(route);
  const custom = world.registry.customOf(kind);
  const scaled = (change: (scale: Dict) => Dict): Dict => scaleOf(kind, updateWith(world, place, (live) => withScale(live, change(scaleOf(kind, live, custom)), custom), options), custom);
  if (method === 'PUT') {
    const sent = bodyObject(body);
    if (subresource === 'scale') return { status: 200, body: scaled(() => sent) };
    if ((kind.definition !== undefined || CONDITIONAL.has(kind.kind)) && text(metadataOf(sent)['resourceVersion']) === '') throw invalid(kind, place.name, [cause.invalid('metadata.resourceVersion', 0, 'must be specified for an update')]);
    return { status: 200, body: updateWith(world, place, () => structuredClone(sent), options) };
  }
  if (method !== 'PATCH') throw methodNotAllowed();
  const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim() ?? '';
  if (type === 'application/apply-patch+yaml') {
    if ((query.get('fieldManager') ?? '') === '') throw invalid({ group: 'meta.k8s.io', kind: 'PatchOptions' }, '', [cause.required('fieldManager', 'is required for apply patch')]);
    const { object, created } = apply(world, place, bodyObject(body), { ...options, force: query.get('force') === 'true' });
    return { status: created ? 201 : 200, body: object };
  }
  const change = (target: Dict): Dict => patched(call, type, target, body, subresource === 'scale' ? {} : world.registry.rawSchema(kind));
  if (subresource === 'scale') return { status: 200, body: scaled(change) };
  const refusePatch = (why: string, whole: Dict): StatusError =>
    invalid({ group: '', kind: '' }, '', [{ reason: 'FieldValueInvalid', field: 'patch', message: `Invalid value: ${JSON.stringify(type.startsWith('application/strategic') ? goText(body) : stringifyJson(whole))}: ${why}` }]);
  return { status: 200, body: updateWith(world, place, change, { ...options, refusePatch }) };
}

/** A value as Go's %v prints it, which is how a refused patch is quoted. */
function goText(value: Value): string {
  if (Array.isArray(value)) return `[${value.map(goText).join(' ')}]`;
  if (isDict(value)) return `map[${Object.keys(value).sort().map((name) => `${name}:${goText(value[name])}`).join(' ')}]`;
  return value === null || value === undefined ? '<nil>' : String(value);
}

function patched({ route }: Call, type: string, target: Dict, body: Value, schema: Dict): Dict {
  let result: Value;
  if (type === 'application/json-patch+json') result = jsonPatch(target, body);
  else if (type === 'application/merge-patch+json') result = mergePatch(target, bodyObject(body));
  else if (type === 'application/strategic-merge-patch+json' && route.kind.definition === undefined) result = strategicPatch(target, bodyObject(body), schema);
  else {
    const accepted = ['application/json-patch+json', 'application/merge-patch+json', ...(route.kind.definition === undefined ? ['application/strategic-merge-patch+json'] : []), 'application/apply-patch+yaml'];
    throw new StatusError(415, 'UnsupportedMediaType', `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}`);
  }
  if (!isDict(result)) throw badRequest('the patch does not leave an object');
  return structuredClone(result);
}

function bodyObject(body: Value): Dict {
  if (!isDict(body)) throw badRequest('the body of the request must be an object');
  return body;
}

function remove(call: Call, body: Value, options: WriteOptions, shape: ShapeOptions): Dict {
  const { query, route, world } = call;
  const wanted: Dict = { ...dict(body) };
  if (query.get('propagationPolicy') !== null) wanted['propagationPolicy'] = query.get('propagationPolicy');
  if (query.get('gracePeriodSeconds') !== null) wanted['gracePeriodSeconds'] = Number(query.get('gracePeriodSeconds'));
  const dryRun = options.dryRun === true || (Array.isArray(wanted['dryRun']) && wanted['dryRun'].includes('All'));
  if (route.name !== undefined) {
    if (route.subresource !== '') throw methodNotAllowed();
    const { object, gone } = deleteObject(world, placeOf(route), wanted, dryRun);
    return gone ? deletedStatus(route.kind, object) : shapeObject(world.registry, route.kind, object, shape);
  }
  const { objects, metadata } = listObjects(world, route, query);
  for (const object of objects) {
    const place = { kind: route.kind, namespace: namespaceOf(object), name: nameOf(object) };
    if (world.store.get(resourceOf(route.kind), `${place.namespace}/${place.name}`) !== undefined) deleteObject(world, place, wanted, dryRun);
  }
  return shapeList(world.registry, route.kind, objects, metadata, shape);
}
