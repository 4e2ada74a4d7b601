import type { ServerResponse } from 'node:http';
import { stringifyJson } from '../../../shared/model/json.ts';
import { groupVersion, resourceOf } from '../model/kinds.ts';
import type { Kind } from '../model/kinds.ts';
import { badRequest, expired, statusBody } from '../model/status.ts';
import type { Dict } from '../model/values.ts';
import { metadataOf } from '../model/values.ts';
import type { Change } from '../store/store.ts';
import { atVersion } from '../write/writes.ts';
import type { World } from '../write/writes.ts';
import { filterOf } from './read.ts';
import type { Route } from './route.ts';
import { shapeObject } from './shape.ts';
import type { ShapeOptions } from './shape.ts';

const BOOKMARK_MS = 30_000;
const DEFAULT_SECONDS = 1_800;
/** A watcher that lets so much pile up is ended; it lists again. */
const MAX_BUFFERED = 16 * 1024 * 1024;

/**
 * A watch (kubernetes.io/docs/reference/using-api/api-concepts, "Efficient detection of changes"): what is there already
 * if no version is named, then every change, as it is seen through the selectors. Returns how to end it.
 */
export function startWatch(world: World, route: Route, query: URLSearchParams, response: ServerResponse, options: ShapeOptions): () => void {
  const { store, registry } = world;
  const { kind } = route;
  const matches = filterOf(route, query);
  const since = query.get('resourceVersion') ?? '';
  const initial = query.get('sendInitialEvents') === 'true';
  const bookmarks = query.get('allowWatchBookmarks') === 'true';
  if (!/^\d*$/.test(since)) throw badRequest(`resourceVersion: Invalid value: "${since}"`);
  const missed = since === '' || since === '0' || initial ? [] : store.since(Number(since));

  response.writeHead(200, { 'Content-Type': 'application/json', 'Cache-Control': 'no-cache, private' });
  response.flushHeaders();
  const send = (type: string, object: Dict): void => {
    response.write(`${stringifyJson({ type, object })}\n`);
    if (response.writableLength > MAX_BUFFERED) response.destroy();
  };
  if (missed === undefined || Number(since) > store.version) {
    const error = missed === undefined ? expired(`too old resource version: ${since} (${store.version})`) : expired(`too large resource version: ${since}, current: ${store.version}`);
    send('ERROR', statusBody(error));
    response.end();
    return () => undefined;
  }
  const show = (object: Dict): Dict => shapeObject(registry, kind, atVersion(kind, object), { ...options, now: world.now() });
  const tell = ({ resource, object, previous, version }: Change): void => {
    if (resource !== resourceOf(kind)) return;
    const before = previous !== undefined && matches(previous);
    const after = object !== undefined && matches(object);
    if (after) send(before ? 'MODIFIED' : 'ADDED', show(object));
    else if (before && previous !== undefined) send('DELETED', show({ ...(object ?? previous), metadata: { ...metadataOf(object ?? previous), resourceVersion: String(version) } }));
  };
  if (since === '' || since === '0' || initial) {
    for (const object of store.all(resourceOf(kind))) if (matches(object)) send('ADDED', show(object));
    if (initial && bookmarks) send('BOOKMARK', bookmark(kind, store.version, { 'k8s.io/initial-events-end': 'true' }, options));
  }
  for (const change of missed) tell(change);

  const unlisten = store.listen(tell);
  const marks = bookmarks ? setInterval(() => send('BOOKMARK', bookmark(kind, store.version, undefined, options)), BOOKMARK_MS) : undefined;
  const seconds = Number(query.get('timeoutSeconds') ?? 0) || DEFAULT_SECONDS;
  const stop = (): void => {
    unlisten();
    clearInterval(marks);
    clearTimeout(timer);
    response.end();
  };
  const timer = setTimeout(stop, seconds * 1000);
  response.on('close', stop);
  return stop;
}

function bookmark(kind: Kind, version: number, annotations: Dict | undefined, { shape }: ShapeOptions): Dict {
  const metadata = { resourceVersion: String(version), ...(annotations === undefined ? {} : { annotations }) };
  if (shape === 'metadata') return { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata };
  return { kind: kind.kind, apiVersion: groupVersion(kind), metadata };
}
