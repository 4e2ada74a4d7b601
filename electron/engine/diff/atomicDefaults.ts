import type { JsonValue } from '../../../shared/model/json.ts';
import { isJsonArray, isJsonObject } from '../../../shared/model/json.ts';
import type { KubeObject } from '../../../shared/model/kube.ts';

/**
 * Defaults that the server writes inside values which structured merge treats as one (x-kubernetes-map-type: atomic),
 * so that an applied value without them never equals the live one, though applying it changes nothing. Only those that
 * stand in very many manifests; for all others the server is asked.
 *
 * - `fieldRef.apiVersion: v1` (kubernetes pkg/apis/core/v1/defaults.go, SetDefaults_ObjectFieldSelector)
 * - `resourceFieldRef.divisor: "0"` (core/v1 ResourceFieldSelector: the zero quantity is always written)
 */
const DEFAULTS: Readonly<Record<string, { readonly needs: string; readonly name: string; readonly value: string } | undefined>> = {
  fieldRef: { needs: 'fieldPath', name: 'apiVersion', value: 'v1' },
  resourceFieldRef: { needs: 'resource', name: 'divisor', value: '0' },
};

const WITH_PODS = new Set(['Pod', 'ReplicationController', 'ReplicaSet', 'Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob']);
const BUILT_IN = /^(v1|apps\/.*|batch\/.*)$/;

/** The object with those defaults filled in; the object itself where there is nothing to fill in. */
export function withAtomicDefaults(object: KubeObject): KubeObject {
  if (!WITH_PODS.has(object.kind) || !BUILT_IN.test(object.apiVersion)) return object;
  const spec = object['spec'];
  const filled = spec === undefined ? spec : fill(spec);
  return filled === spec ? object : { ...object, spec: filled };
}

function fill(value: JsonValue): JsonValue {
  if (isJsonArray(value)) {
    const items = value.map(fill);
    return items.every((item, index) => item === value[index]) ? value : items;
  }
  if (!isJsonObject(value)) return value;
  let changed: { [key: string]: JsonValue | undefined } | undefined;
  for (const [name, child] of Object.entries(value)) {
    if (child === undefined) continue;
    const filled = fillReference(name, fill(child));
    if (filled !== child) (changed ??= { ...value })[name] = filled;
  }
  return changed ?? value;
}

function fillReference(name: string, value: JsonValue): JsonValue {
  const rule = DEFAULTS[name];
  if (rule === undefined || !isJsonObject(value) || typeof value[rule.needs] !== 'string' || Object.hasOwn(value, rule.name)) return value;
  return { ...value, [rule.name]: rule.value };
}
