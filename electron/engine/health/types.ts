import type { Health } from '../../../shared/model/health.ts';
import type { JsonObject, JsonValue } from '../../../shared/model/json.ts';
import { isJsonArray, isJsonObject } from '../../../shared/model/json.ts';
import type { KubeObject } from '../../../shared/model/kube.ts';

/** The rule of one kind. Undefined: this object says nothing about health. */
export type HealthRule = (object: KubeObject) => Health | undefined;

export function healthy(message?: string): Health {
  return message === undefined || message === '' ? { status: 'Healthy' } : { status: 'Healthy', message };
}

export function progressing(message?: string): Health {
  return message === undefined || message === '' ? { status: 'Progressing' } : { status: 'Progressing', message };
}

export function degraded(message?: string): Health {
  return message === undefined || message === '' ? { status: 'Degraded' } : { status: 'Degraded', message };
}

export function suspended(message?: string): Health {
  return message === undefined || message === '' ? { status: 'Suspended' } : { status: 'Suspended', message };
}

/** A field that is a map; an empty one where it is not. */
export function mapAt(parent: JsonValue | undefined, name: string): JsonObject {
  const value = isJsonObject(parent) ? parent[name] : undefined;
  return isJsonObject(value) ? value : {};
}

/** The maps in a field that is a list. */
export function mapsAt(parent: JsonValue | undefined, name: string): readonly JsonObject[] {
  const value = isJsonObject(parent) ? parent[name] : undefined;
  return isJsonArray(value) ? value.filter(isJsonObject) : [];
}

/** A field that is a number; `otherwise` where it is not. */
export function numberAt(parent: JsonValue | undefined, name: string, otherwise: number): number {
  const value = isJsonObject(parent) ? parent[name] : undefined;
  return typeof value === 'number' ? value : otherwise;
}

/** A field that is text; empty where it is not. */
export function textAt(parent: JsonValue | undefined, name: string): string {
  const value = isJsonObject(parent) ? parent[name] : undefined;
  return typeof value === 'string' ? value : '';
}

export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message: string;
}

/** `status.conditions`, in the object's order. */
export function conditionsOf(object: KubeObject): readonly Condition[] {
  return mapsAt(object['status'], 'conditions').map((condition) => ({
    type: textAt(condition, 'type'),
    status: textAt(condition, 'status'),
    reason: textAt(condition, 'reason'),
    message: textAt(condition, 'message'),
  }));
}

/** True if the controller has not looked at the newest spec yet. */
export function isUnobserved(object: KubeObject): boolean {
  return (object.metadata.generation ?? 0) > numberAt(object['status'], 'observedGeneration', 0);
}
