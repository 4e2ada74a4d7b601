import type { Dict, Value } from '../model/values.ts';
import { copy, count, dict, ensure, isDeleting, metadataOf, nameOf, namespaceOf, same, text } from '../model/values.ts';
import type { JsonObject } from '../../../shared/model/json.ts';
import { ControllerClient, ownerReference } from './client.ts';
import { templateHash, withCondition } from './pods.ts';

const REVISION = 'deployment.kubernetes.io/revision';
const HASH = 'pod-template-hash';

/**
 * Deployments (k8s.io/kubernetes pkg/controller/deployment): one ReplicaSet per template; rolling updates by maxSurge and
 * maxUnavailable, Recreate, pausing, revisions and their history.
 */
export function syncDeployment(client: ControllerClient, namespace: string, name: string): void {
  const deployment = client.get('Deployment', namespace, name);
  if (deployment === undefined || isDeleting(deployment)) return;
  const spec = dict(deployment['spec']);
  const all = client.owned('ReplicaSet', deployment);
  const wanted = dict(spec['template']);
  let current = all.find((set) => same(templateOf(set), wanted));
  const old = all.filter((set) => set !== current);
  if (spec['paused'] !== true || current !== undefined) {
    const revision = Math.max(0, ...old.map(revisionOf)) + (current !== undefined && revisionOf(current) > Math.max(0, ...old.map(revisionOf)) ? 0 : 1);
    if (current === undefined) current = create(client, deployment, revision);
    else if (revisionOf(current) < revision) client.update('ReplicaSet', current, (set) => void (ensure(set, 'metadata', 'annotations')[REVISION] = String(revision)));
    current = client.get('ReplicaSet', namespace, nameOf(current ?? {}));
    if (current !== undefined && text(dict(metadataOf(deployment)['annotations'])[REVISION]) !== text(dict(metadataOf(current)['annotations'])[REVISION])) {
      const number = text(dict(metadataOf(current)['annotations'])[REVISION]);
      client.update('Deployment', deployment, (next) => void (ensure(next, 'metadata', 'annotations')[REVISION] = number), 'status');
    }
    if (current !== undefined) roll(client, deployment, current, old.map((set) => client.get('ReplicaSet', namespace, nameOf(set)) ?? set));
  }
  report(client, client.get('Deployment', namespace, name) ?? deployment, nameOf(current ?? {}));
}

function templateOf(set: Dict): Dict {
  const template = copy(dict(set, 'spec', 'template') as JsonObject);
  const labels = dict(template, 'metadata', 'labels');
  delete labels[HASH];
  return template;
}

function revisionOf(set: Dict): number {
  return Number(text(dict(metadataOf(set)['annotations'])[REVISION]) || '0');
}

function create(client: ControllerClient, deployment: Dict, revision: number): Dict | undefined {
  const spec = dict(deployment['spec']);
  const hash = templateHash(spec['template']);
  const template = copy(dict(spec['template']) as JsonObject);
  ensure(template, 'metadata', 'labels')[HASH] = hash;
  const selector = copy(dict(spec['selector']) as JsonObject);
  ensure(selector, 'matchLabels')[HASH] = hash;
  const { 'kubectl.kubernetes.io/last-applied-configuration': _applied, ...annotations } = dict(metadataOf(deployment)['annotations']);
  return client.create('ReplicaSet', namespaceOf(deployment), {
    metadata: {
      name: `${nameOf(deployment)}-${hash}`,
      labels: { ...dict(template, 'metadata', 'labels') },
      annotations: { ...annotations, ...sizes(deployment), [REVISION]: String(revision) },
      ownerReferences: ownerReference(deployment),
    },
    spec: { replicas: 0, selector, template, ...(spec['minReadySeconds'] === undefined ? {} : { minReadySeconds: spec['minReadySeconds'] }) },
  });
}

function sizes(deployment: Dict): Dict {
  const replicas = count(dict(deployment['spec'])['replicas']);
  return { 'deployment.kubernetes.io/desired-replicas': String(replicas), 'deployment.kubernetes.io/max-replicas': String(replicas + surge(deployment).surge) };
}

/** intstr.GetScaledValueFromIntOrPercent: surge rounds up, unavailable down, and not both are zero. */
function surge(deployment: Dict): { readonly surge: number; readonly unavailable: number } {
  const spec = dict(deployment['spec']);
  const replicas = count(spec['replicas']);
  if (dict(spec['strategy'])['type'] === 'Recreate') return { surge: 0, unavailable: replicas };
  const { maxSurge, maxUnavailable } = dict(spec, 'strategy', 'rollingUpdate');
  const up = scaled(maxSurge, replicas, Math.ceil);
  const down = scaled(maxUnavailable, replicas, Math.floor);
  return { surge: up, unavailable: up === 0 && down === 0 ? 1 : Math.min(down, replicas) };
}

function scaled(value: Value, total: number, round: (number: number) => number): number {
  return typeof value === 'string' && value.endsWith('%') ? round((Number(value.slice(0, -1)) * total) / 100) : Number(value ?? 0);
}

function roll(client: ControllerClient, deployment: Dict, current: Dict, old: readonly Dict[]): void {
  const spec = dict(deployment['spec']);
  const replicas = count(spec['replicas']);
  const limits = surge(deployment);
  const size = (set: Dict): number => count(dict(set['spec'])['replicas']);
  const oldTotal = old.reduce((sum, set) => sum + size(set), 0);
  if (spec['paused'] === true) {
    if (oldTotal === 0) scale(client, deployment, current, replicas);
    return;
  }
  if (dict(spec['strategy'])['type'] === 'Recreate') {
    for (const set of old) scale(client, deployment, set, 0);
    if (old.every((set) => count(dict(set['status'])['replicas']) === 0 && size(set) === 0)) scale(client, deployment, current, replicas);
  } else if (oldTotal === 0) scale(client, deployment, current, replicas);
  else {
    const room = replicas + limits.surge - size(current) - oldTotal;
    const target = size(current) > replicas ? replicas : Math.min(replicas, size(current) + Math.max(0, room));
    scale(client, deployment, current, target);
    // Pods that are not ready go first; then as many ready ones as may be missing.
    const available = (set: Dict): number => count(dict(set['status'])['availableReplicas']);
    let spare = [...old, current].reduce((sum, set) => sum + available(set), 0) - (replicas - limits.unavailable);
    for (const set of old) {
      const broken = Math.max(0, size(set) - available(set));
      const take = Math.min(size(set), broken + Math.max(0, Math.min(spare, available(set))));
      spare -= Math.max(0, take - broken);
      scale(client, deployment, set, size(set) - take);
    }
  }
  const ended = old.filter((set) => size(set) === 0 && count(dict(set['status'])['replicas']) === 0 && !isDeleting(set)).toSorted((a, b) => revisionOf(a) - revisionOf(b));
  for (const set of ended.slice(0, Math.max(0, ended.length - count(spec['revisionHistoryLimit'], 10)))) client.delete('ReplicaSet', set);
}

function scale(client: ControllerClient, deployment: Dict, set: Dict, replicas: number): void {
  const before = count(dict(set['spec'])['replicas']);
  const annotations = sizes(deployment);
  const known = dict(metadataOf(set)['annotations']);
  if (before === replicas && Object.entries(annotations).every(([name, value]) => known[name] === value)) return;
  client.update('ReplicaSet', set, (next) => {
    ensure(next, 'spec')['replicas'] = replicas;
    Object.assign(ensure(next, 'metadata', 'annotations'), annotations);
  });
  if (before !== replicas) client.event(deployment, 'Normal', 'ScalingReplicaSet', `Scaled ${replicas > before ? 'up' : 'down'} replica set ${nameOf(set)} from ${before} to ${replicas}`, 'deployment-controller');
}

function report(client: ControllerClient, deployment: Dict, current: string): void {
  const sets = client.owned('ReplicaSet', deployment);
  const sum = (field: string, from = sets): number => from.reduce((total, set) => total + count(dict(set['status'])[field]), 0);
  const replicas = count(dict(deployment['spec'])['replicas']);
  const newSets = sets.filter((set) => nameOf(set) === current);
  const [total, ready, available, updated] = [sum('replicas'), sum('readyReplicas'), sum('availableReplicas'), sum('replicas', newSets)];
  const now = client.now();
  const enough = available >= replicas - surge(deployment).unavailable;
  const complete = updated === replicas && total === replicas && available === replicas;
  const condition = (type: string, ok: boolean, reason: string, message: string): Dict => ({ type, status: ok ? 'True' : 'False', reason, message, lastUpdateTime: now });
  let conditions: Value = dict(deployment['status'])['conditions'];
  conditions = keepTime(conditions, condition('Available', enough, enough ? 'MinimumReplicasAvailable' : 'MinimumReplicasUnavailable', enough ? 'Deployment has minimum availability.' : 'Deployment does not have minimum availability.'), now);
  const progress = complete ? ['NewReplicaSetAvailable', `ReplicaSet "${current}" has successfully progressed.`] : ['ReplicaSetUpdated', `ReplicaSet "${current}" is progressing.`];
  if (current !== '') conditions = keepTime(conditions, condition('Progressing', true, progress[0] ?? '', progress[1] ?? ''), now);
  const unavailable = Math.max(0, Math.max(total, replicas) - available);
  client.status('Deployment', deployment, {
    observedGeneration: metadataOf(deployment)['generation'],
    ...(total > 0 ? { replicas: total } : {}),
    ...(updated > 0 ? { updatedReplicas: updated } : {}),
    ...(ready > 0 ? { readyReplicas: ready } : {}),
    ...(available > 0 ? { availableReplicas: available } : {}),
    ...(unavailable > 0 ? { unavailableReplicas: unavailable } : {}),
    terminatingReplicas: sum('terminatingReplicas'),
    conditions,
  });
}

/** Sets a condition; one that says the same keeps its times. */
function keepTime(conditions: Value, condition: Dict, now: string): Value {
  const before = (Array.isArray(conditions) ? conditions : []).map((each) => dict(each)).find((each) => each['type'] === condition['type']);
  if (before !== undefined && before['status'] === condition['status'] && before['reason'] === condition['reason'] && before['message'] === condition['message']) return conditions;
  return withCondition(conditions, condition, now);
}
