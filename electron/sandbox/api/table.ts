import type { Kind } from '../model/kinds.ts';
import type { Registry } from '../model/registry.ts';
import type { Dict, Value } from '../model/values.ts';
import { dict, items, metadataOf, nameOf, text } from '../model/values.ts';
import type { Column, Printer } from './columns.ts';
import { PRINTERS } from './printers.ts';
import { ageOf } from './words.ts';

interface TableOptions {
  readonly includes: 'None' | 'Metadata' | 'Object';
  readonly now: number;
}

const AGE: Column = { name: 'Age' };

/** meta/v1 Table, as kubectl asks for to print (server-side printing). */
export function tableOf(registry: Registry, kind: Kind, objects: readonly Dict[], metadata: Dict, { includes, now }: TableOptions): Dict {
  const printer = printerOf(registry, kind);
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata: objects.length === 1 && Object.keys(metadata).length === 0 ? { resourceVersion: metadataOf(objects[0] ?? {})['resourceVersion'] } : metadata,
    columnDefinitions: [{ name: 'Name', format: 'name' } as Column, ...printer.columns].map((column) => ({ name: column.name, type: column.type ?? 'string', format: column.format ?? '', description: column.name, priority: column.priority ?? 0 })),
    rows: objects.map((object) => ({
      cells: [rowName(kind, object), ...printer.cells(object, now)],
      ...(includes === 'None' ? {} : { object: includes === 'Object' ? object : { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: metadataOf(object) } }),
    })),
  };
}

function rowName(kind: Kind, object: Dict): string {
  const isDefault = kind.kind === 'StorageClass' && dict(metadataOf(object)['annotations'])['storageclass.kubernetes.io/is-default-class'] === 'true';
  return isDefault ? `${nameOf(object)} (default)` : nameOf(object);
}

function printerOf(registry: Registry, kind: Kind): Printer {
  const custom = registry.customOf(kind);
  if (custom === undefined) return PRINTERS[`${kind.group}/${kind.kind}`] ?? ONLY_AGE;
  const columns = items(custom.version['additionalPrinterColumns']);
  if (columns.length === 0) return ONLY_AGE;
  return {
    columns: columns.map((column) => ({ name: text(column['name']), type: text(column['type']), priority: Number(column['priority'] ?? 0) })),
    cells: (object, now) => columns.map((column) => customCell(object, column, now)),
  };
}

function customCell(object: Dict, column: Dict, now: number): Value {
  const names = text(column['jsonPath']).split('.').filter((part) => part !== '');
  const last = names.pop() ?? '';
  const value = dict(object, ...names)[last];
  if (value === undefined) return null;
  if (column['type'] === 'date') return ageOf(value, now);
  return typeof value === 'object' ? JSON.stringify(value) : value;
}

const ONLY_AGE: Printer = { columns: [AGE], cells: (object, now) => [ageOf(metadataOf(object)['creationTimestamp'], now)] };
