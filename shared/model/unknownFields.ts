import { z } from 'zod';
import { isJsonObject } from './json.ts';

/**
 * The fields of a value that its schema does not list, each once by its path below `path`: `spec.roles`,
 * `spec.syncWindows[].color`. What a record or a plain value holds is its own business.
 */
export function unknownFields(schema: unknown, value: unknown, path: string): readonly string[] {
  return [...new Set(found(schema, value, path))];
}

function found(schema: unknown, value: unknown, path: string): readonly string[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault) return found(schema.unwrap(), value, path);
  if (schema instanceof z.ZodArray) return Array.isArray(value) ? value.flatMap((item) => found(schema.element, item, `${path}[]`)) : [];
  if (!(schema instanceof z.ZodObject) || !isJsonObject(value)) return [];
  const { shape }: { readonly shape: Readonly<Record<string, unknown>> } = schema;
  return Object.entries(value).flatMap(([name, inside]) => (Object.hasOwn(shape, name) ? found(shape[name], inside, `${path}.${name}`) : [`${path}.${name}`]));
}
