import type { JsonObject, JsonValue } from '../model/json.ts';
import { isJsonObject } from '../model/json.ts';
import type { FieldSet } from './fieldset.ts';
import type { Schema } from './schema.ts';

/** An object at some apiVersion, with the schema of that version. */
export interface VersionedObject {
  readonly object: JsonObject;
  readonly schema: Schema;
}

/**
 * Converts an object to another apiVersion of its kind; undefined if that version is not served any more, whereupon its
 * managers are forgotten. Asked only for versions that managers recorded and that differ from the object's own.
 */
export type Convert = (object: JsonObject, apiVersion: string) => VersionedObject | undefined;

/** What all steps of one write share. */
export interface WriteContext {
  /** The version of the request and of all objects in it. */
  readonly apiVersion: string;
  readonly schema: Schema;
  readonly resetFields: FieldSet;
  /**
   * Without it, records at other versions are kept as they are: they can neither conflict nor lose paths, and what they
   * name counts as owned at the same paths here.
   */
  readonly convert: Convert | undefined;
}

/** `unknown`: at another version and nothing to convert with. `gone`: the version is not served. */
export function atVersion(object: JsonValue, apiVersion: string, context: WriteContext): VersionedObject | 'unknown' | 'gone' {
  const own = isJsonObject(object) ? object : {};
  const schema = context.schema;
  if (apiVersion === context.apiVersion && (own['apiVersion'] === apiVersion || own['apiVersion'] === undefined)) return { object: own, schema };
  if (context.convert === undefined) return apiVersion === context.apiVersion ? { object: own, schema } : 'unknown';
  return context.convert(own, apiVersion) ?? 'gone';
}
