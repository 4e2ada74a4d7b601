import { resourceOf } from '../model/kinds.ts';
import { parseFieldSelector, parseLabelSelector } from '../model/selector.ts';
import type { Matches } from '../model/selector.ts';
import { badRequest, expired } from '../model/status.ts';
import type { Dict } from '../model/values.ts';
import { namespaceOf } from '../model/values.ts';
import { atVersion } from '../write/writes.ts';
import type { World } from '../write/writes.ts';
import type { Route } from './route.ts';

/** What a list or watch is about, by its path and query. */
export function filterOf(route: Route, query: URLSearchParams): Matches {
  const labels = parseLabelSelector(query.get('labelSelector') ?? '');
  const fields = parseFieldSelector(query.get('fieldSelector') ?? '');
  const name = route.name;
  return (object) =>
    (route.namespace === '' || namespaceOf(object) === route.namespace) && (name === undefined || (object['metadata'] as Dict)['name'] === name) && labels(object) && fields(object);
}

/** One page of a list. */
export interface Page {
  readonly objects: readonly Dict[];
  /** The list's own metadata. */
  readonly metadata: Dict;
}

const TOO_OLD = 'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results.';

/**
 * GET of a collection, sorted by namespace and name. Later pages show what is there by then, at the first page's version:
 * a watch from there tells every change again. Throws a 410 if that version is forgotten.
 */
export function listObjects(world: World, route: Route, query: URLSearchParams): Page {
  const { store } = world;
  const matches = filterOf(route, query);
  const limit = Number(query.get('limit') ?? 0);
  const token = readToken(query.get('continue') ?? '');
  const version = token?.version ?? store.version;
  if (token !== undefined && store.since(token.version) === undefined) throw expired(TOO_OLD);
  const entries = [...store.entries(resourceOf(route.kind))].filter(([key, object]) => matches(object) && (token === undefined || key > token.start));
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  const page = limit > 0 ? entries.slice(0, limit) : entries;
  const last = page.at(-1);
  const rest = entries.length - page.length;
  const more = rest === 0 || last === undefined ? {} : { continue: Buffer.from(JSON.stringify({ version, start: last[0] })).toString('base64url'), remainingItemCount: rest };
  return { objects: page.map(([, object]) => atVersion(route.kind, object)), metadata: { resourceVersion: String(version), ...more } };
}

function readToken(token: string): { readonly version: number; readonly start: string } | undefined {
  if (token === '') return undefined;
  try {
    const { version, start } = JSON.parse(Buffer.from(token, 'base64url').toString()) as { version: unknown; start: unknown };
    if (typeof version === 'number' && typeof start === 'string') return { version, start };
  } catch {
    // Told below, with what else is no token.
  }
  throw badRequest('continue key is not valid');
}
