import type { Kind } from '../model/kinds.ts';
import type { Registry } from '../model/registry.ts';
import { noSuchPath } from '../model/status.ts';

/** A request to a kind's collection or to one object. */
export interface Route {
  readonly kind: Kind;
  /** Empty for cluster kinds and for all namespaces. */
  readonly namespace: string;
  /** Undefined for a collection. */
  readonly name: string | undefined;
  /** `status`, `scale`, `log` ...; empty for the object itself. */
  readonly subresource: string;
}

/** Reads a path below /api/v1 or /apis/GROUP/VERSION; undefined for any other. Throws a 404 for unknown resources. */
export function parseRoute(path: string, registry: Registry): Route | undefined {
  const parts = path.split('/').filter((part) => part !== '').map(decodeURIComponent);
  const [root] = parts;
  const [group, version, rest] = root === 'api' ? ['', parts[1], parts.slice(2)] : root === 'apis' ? [parts[1], parts[2], parts.slice(3)] : [undefined, undefined, []];
  if (group === undefined || version === undefined || rest.length === 0) return undefined;
  const [first = '', second, third, ...more] = rest;
  if (first === 'namespaces' && second !== undefined && third !== undefined) {
    const kind = registry.find(group, version, third);
    // `namespaces/x/status` is a subresource of the namespace itself.
    if (kind?.namespaced === true) return { kind, namespace: second, name: more[0], subresource: more[1] ?? '' };
    if (group !== '' || !['status', 'finalize'].includes(third)) throw noSuchPath();
  }
  const kind = registry.find(group, version, first);
  if (kind === undefined || (kind.namespaced && second !== undefined)) throw noSuchPath();
  return { kind, namespace: '', name: second, subresource: third ?? '' };
}
