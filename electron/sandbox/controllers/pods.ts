import { createHash } from 'node:crypto';
import type { JsonValue } from '../../../shared/model/json.ts';
import { canonicalJson } from '../../../shared/model/json.ts';
import type { Dict, Value } from '../model/values.ts';
import { copy, dict, isDeleting, items } from '../model/values.ts';
import type { JsonObject } from '../../../shared/model/json.ts';
import { ownerReference } from './client.ts';

const SAFE = 'bcdfghjklmnpqrstvwxz2456789';

/** A short name for a template's content, as pod-template-hash has it (ours differs from Kubernetes' in its value). */
export function templateHash(template: Value): string {
  const digest = createHash('sha256').update(canonicalJson(template as JsonValue)).digest();
  return [...digest.subarray(0, 10)].map((byte) => SAFE[byte % SAFE.length]).join('');
}

/** A pod of a template, owned by the object. */
export function podOf(owner: Dict, template: Dict, metadata: Dict): Dict {
  const { labels, annotations } = dict(template['metadata']);
  return {
    metadata: {
      ...metadata,
      ...(labels === undefined ? {} : { labels: { ...dict(labels), ...dict(metadata['labels']) } }),
      ...(annotations === undefined ? {} : { annotations: { ...dict(annotations) } }),
      ownerReferences: ownerReference(owner),
    },
    spec: copy(dict(template['spec']) as JsonObject),
  };
}

export function isReady(pod: Dict): boolean {
  return !isDeleting(pod) && items(dict(pod['status'])['conditions']).some((each) => each['type'] === 'Ready' && each['status'] === 'True');
}

/** Neither ended nor ending. */
export function isActive(pod: Dict): boolean {
  const phase = dict(pod['status'])['phase'];
  return !isDeleting(pod) && phase !== 'Succeeded' && phase !== 'Failed';
}

/** Sets a condition; its time moves only if its status does. `order` of the list is kept. */
export function withCondition(conditions: Value, condition: Dict, now: string): Dict[] {
  const list = items(conditions);
  const index = list.findIndex((each) => each['type'] === condition['type']);
  const before = list[index];
  const lastTransitionTime = before !== undefined && before['status'] === condition['status'] ? before['lastTransitionTime'] : now;
  const next = { ...condition, lastTransitionTime };
  return index < 0 ? [...list, next] : list.with(index, next);
}
