import type { Kind } from '../model/kinds.ts';
import { groupVersion } from '../model/kinds.ts';
import type { Registry } from '../model/registry.ts';
import type { Dict } from '../model/values.ts';
import { dict } from '../model/values.ts';
import { tableOf } from './table.ts';

/** How a client wants objects: whole, their metadata only, or as a table that kubectl prints. */
export type Shape = 'object' | 'metadata' | 'table';

/** Reads an Accept header (kubernetes.io/docs/reference/using-api/api-concepts, "Alternate representations"). */
export function shapeOf(accept: string): Shape {
  for (const part of accept.split(',')) {
    if (!part.includes('application/json')) continue;
    if (/as=Table/.test(part)) return 'table';
    if (/as=PartialObjectMetadata/.test(part)) return 'metadata';
    return 'object';
  }
  return 'object';
}

/** What a table's rows carry of their objects. */
export type Included = 'None' | 'Metadata' | 'Object';

export interface ShapeOptions {
  readonly shape: Shape;
  readonly includes: Included;
  readonly now: number;
}

export function shapeObject(registry: Registry, kind: Kind, object: Dict, options: ShapeOptions): Dict {
  if (options.shape === 'metadata') return partial(object);
  if (options.shape === 'table') return tableOf(registry, kind, [object], {}, options);
  return object;
}

export function shapeList(registry: Registry, kind: Kind, objects: readonly Dict[], metadata: Dict, options: ShapeOptions): Dict {
  if (options.shape === 'table') return tableOf(registry, kind, objects, metadata, options);
  if (options.shape === 'metadata') return { kind: 'PartialObjectMetadataList', apiVersion: 'meta.k8s.io/v1', metadata, items: objects.map(partial) };
  const items = kind.definition === undefined ? objects.map(({ apiVersion: _apiVersion, kind: _kind, ...rest }) => rest) : [...objects];
  return { kind: `${kind.kind}List`, apiVersion: groupVersion(kind), metadata, items };
}

function partial(object: Dict): Dict {
  return { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: dict(object['metadata']) };
}
