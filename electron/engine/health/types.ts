import type { Health } from '../../../shared/model/health.ts';
import { mapsAt, numberAt, textAt } from '../../../shared/model/fields.ts';
import type { KubeObject } from '../../../shared/model/kube.ts';

export { mapAt, mapsAt, numberAt, textAt } from '../../../shared/model/fields.ts';

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
