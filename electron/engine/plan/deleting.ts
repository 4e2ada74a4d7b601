import { isJsonArray, isJsonObject } from '../../../shared/model/json.ts';
import type { KubeObject } from '../../../shared/model/kube.ts';

/** Finalizers that stand for a way of deleting (apimachinery meta/v1 types.go, FinalizerDeleteDependents and FinalizerOrphanDependents). */
const WAYS: Readonly<Record<string, string>> = {
  foregroundDeletion: 'what it owns goes first',
  orphan: 'what it owns is let go first',
};

/** Why a namespace is still there (core/v1 types.go, NamespaceConditionType). */
const LEFT = new Set(['NamespaceContentRemaining', 'NamespaceFinalizersRemaining', 'NamespaceDeletionContentFailure', 'NamespaceDeletionDiscoveryFailure', 'NamespaceDeletionGroupVersionParsingFailure']);

/** Of an object that is being deleted: since when, and what holds it, with what a namespace says is left in it. */
export function deletionWords(object: KubeObject): string {
  const { deletionTimestamp, finalizers = [], deletionGracePeriodSeconds } = object.metadata;
  const held = finalizers.filter((finalizer) => WAYS[finalizer] === undefined);
  const grace = object.kind === 'Pod' && typeof deletionGracePeriodSeconds === 'number' && deletionGracePeriodSeconds > 0 ? [`its containers have ${deletionGracePeriodSeconds} s to end`] : [];
  const reasons = [...(held.length === 0 ? [] : [`held by ${held.join(', ')}`]), ...finalizers.flatMap((finalizer) => WAYS[finalizer] ?? []), ...grace, ...namespaceReasons(object)];
  const since = deletionTimestamp === undefined ? '' : ` since ${deletionTimestamp}`;
  return `is being deleted${since}${reasons.length === 0 ? '' : `: ${reasons.join('; ')}`}`;
}

function namespaceReasons(object: KubeObject): string[] {
  const status = object['status'];
  if (object.kind !== 'Namespace' || object.apiVersion !== 'v1' || !isJsonObject(status)) return [];
  const conditions = isJsonArray(status['conditions']) ? status['conditions'].filter(isJsonObject) : [];
  return conditions.flatMap(({ type, status: holds, message }) => (LEFT.has(String(type)) && holds === 'True' && typeof message === 'string' ? [message] : []));
}
