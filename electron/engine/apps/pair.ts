import type { JsonObject, JsonValue } from '../../../shared/model/json.ts';
import { isJsonArray, isJsonObject } from '../../../shared/model/json.ts';
import type { KubeObject, Manifest, Origin, ResourceKey } from '../../../shared/model/kube.ts';
import { groupOf, keyOf, keyText, keyWords } from '../../../shared/model/kube.ts';
import type { Blocked } from '../../../shared/model/plan.ts';
import type { Hook } from '../../../shared/model/steps.ts';
import { badWaveOf, hookOf, isSkipped } from '../../../shared/model/steps.ts';
import { APPLICATION_LABEL, stampTracking, syncOption } from '../../../shared/model/tracking.ts';
import type { ApiResource, Discovery } from '../cluster/index.ts';

/** One object that Git wants, ready to be compared: its namespace settled, Drydock's marks on it. */
export interface DesiredObject {
  readonly key: ResourceKey;
  readonly object: KubeObject;
  /** Undefined for what stands in the application's own file. */
  readonly origin: Origin | undefined;
  /** Undefined while the server does not serve the kind. */
  readonly resource: ApiResource | undefined;
  /** True if the kind's definition, or the object's namespace, is created by the same sync: no dry run is possible yet. */
  readonly awaits: string | undefined;
  readonly blocked: Blocked | undefined;
  /** It has only generateName: created anew at each sync by a person, never compared, and nobody's afterwards. */
  readonly generated: boolean;
  /** Run at each sync, and no part of the application's state; undefined for an ordinary object. */
  readonly hook: Hook | undefined;
}

export interface Pairing {
  readonly desired: readonly DesiredObject[];
  /** Objects in Git that no sync writes: `Skip`, and hooks that are not run. What is live of them is left alone too. */
  readonly left: readonly ResourceKey[];
  /** What runs when the application is deleted with its objects. */
  readonly deletionHooks: readonly DesiredObject[];
  readonly warnings: readonly string[];
  /** Objects of kinds that argocd-cm leaves out, each as a sentence; no sync writes them, and nobody looks for them. */
  readonly excluded: readonly string[];
}

/**
 * Settles kinds and namespaces as Argo CD does (argo-cd controller/state.go): the destination's namespace for
 * namespaced objects without one, none for cluster kinds. The same object twice: the last wins, with a warning.
 */
export function pairManifests(
  manifests: readonly Manifest[],
  discovery: Discovery,
  application: { readonly name: string; readonly uid: string },
  defaultNamespace: string,
  syncOptions: ReadonlySet<string> = new Set(),
): Pairing {
  const definitions = definedKinds(manifests);
  const namespaces = new Set(manifests.filter(({ object }) => object.kind === 'Namespace' && object.apiVersion === 'v1').map(({ object }) => object.metadata.name ?? ''));
  const desired = new Map<string, DesiredObject>();
  const warnings: string[] = [];
  const left: ResourceKey[] = [];
  const excluded: string[] = [];
  const deletionHooks = new Map<string, DesiredObject>();
  for (const { object, origin } of manifests) {
    if (discovery.excluded(groupOf(object.apiVersion), object.kind)) {
      excluded.push(`${keyWords(keyOf(object))} (${place(origin)}) is not applied: resource.exclusions or resource.inclusions of argocd-cm leave its kind out.`);
      continue;
    }
    const resource = discovery.find(object.apiVersion, object.kind);
    const defined = definitions.get(`${object.apiVersion}/${object.kind}`);
    const namespaced = resource?.namespaced ?? defined?.namespaced ?? true;
    // An empty namespace is none, as for Argo CD and kubectl.
    const namespace = namespaced ? object.metadata.namespace || defaultNamespace : undefined;
    const bare = withNamespace(withoutGatheredRules(foldStringData(withoutEmptyTime(object))), namespace);
    const { generateName } = bare.metadata;
    const nameless = !bare.metadata.name && Boolean(generateName);
    const settled = nameless ? labelled(bare, application.uid) : stampTracking(bare, application);
    const wave = badWaveOf(object);
    if (wave !== undefined) warnings.push(`${keyWords(keyOf(settled))} (${place(origin)}): its sync-wave "${wave}" is no integer, and counts as 0.`);
    const hook = hookOf(object);
    if (hook !== undefined && (hook.ignored.length > 0 || (hook.phases.length === 0 && hook.deletion.length === 0))) warnings.push(`${keyWords(keyOf(settled))} (${place(origin)}) ${ignoredHook(hook)}`);
    const idle = isSkipped(object) || hook?.phases.length === 0;
    if (idle && !nameless) left.push(keyOf(settled));
    const forDeletion = hook !== undefined && hook.deletion.length > 0;
    if (idle && !forDeletion) continue;
    const key = nameless ? freeKey({ ...keyOf(settled), name: `${generateName}?` }, idle ? deletionHooks : desired) : keyOf(settled);
    // What installs the kind is not in Git: something that the sync brings does it.
    const comes = resource === undefined && defined === undefined && syncOption('SkipDryRunOnMissingResource', object, syncOptions) === 'true';
    const wanted: DesiredObject = {
      key,
      object: settled,
      origin,
      resource,
      awaits: resource === undefined && defined !== undefined ? `its definition ${defined.name}` : comes ? 'its kind (SkipDryRunOnMissingResource=true)' : namespaces.has(key.namespace) ? `the namespace ${key.namespace}` : undefined,
      generated: nameless && hook === undefined,
      hook,
      blocked: resource === undefined && defined === undefined && !comes ? missingKind(object, discovery) : undefined,
    };
    if (forDeletion) deletionHooks.set(keyText(key), wanted);
    if (idle) continue;
    const earlier = desired.get(keyText(key));
    if (earlier !== undefined) {
      warnings.push(`${keyWords(key)} stands twice in Git: ${place(earlier.origin)} and ${place(origin)}. The second one counts.`);
    }
    desired.set(keyText(key), wanted);
  }
  return { desired: [...desired.values()], left, deletionHooks: [...deletionHooks.values()], warnings, excluded };
}

/** "is a hook of a phase "Sometime", which there is not: it is never applied." */
function ignoredHook({ ignored, phases, deletion }: Hook): string {
  if (ignored.length === 0) return 'is a hook of no phase: it is never applied.';
  const run = [...phases, ...deletion];
  return `is a hook of a phase "${ignored[0]}", which there is not${run.length === 0 ? ': it is never applied' : `; as a ${run.join(' and ')} hook it is run`}.`;
}

/** An object without a name of its own cannot carry the annotation that names it; the label alone finds it again. */
function labelled(object: KubeObject, uid: string): KubeObject {
  const { name: _empty, ...metadata } = object.metadata;
  return { ...object, metadata: { ...metadata, labels: { ...metadata.labels, [APPLICATION_LABEL]: uid } } };
}

/** Several manifests may generate from the same name; each is an object of its own. */
function freeKey(key: ResourceKey, taken: ReadonlyMap<string, unknown>): ResourceKey {
  let free = key;
  for (let count = 2; taken.has(keyText(free)); count++) free = { ...key, name: `${key.name}${count}` };
  return free;
}

function withNamespace(object: KubeObject, namespace: string | undefined): KubeObject {
  if (object.metadata.namespace === namespace) return object;
  const { namespace: _dropped, ...metadata } = object.metadata;
  return { ...object, metadata: namespace === undefined ? metadata : { ...metadata, namespace } };
}

/** `creationTimestamp: null`, which Go programs write into every manifest they make, says nothing. */
function withoutEmptyTime(object: KubeObject): KubeObject {
  const metadata: JsonObject = object.metadata;
  if (metadata['creationTimestamp'] !== null) return object;
  const { creationTimestamp: _dropped, ...rest } = object.metadata;
  return { ...object, metadata: rest };
}

/** A Secret's `stringData` as the server folds it into `data` (core/v1 SecretSpec): it is never read back. */
function foldStringData(object: KubeObject): KubeObject {
  const { stringData, ...rest } = object;
  if (object.kind !== 'Secret' || object.apiVersion !== 'v1' || !isJsonObject(stringData)) return object;
  const data: { [key: string]: JsonValue | undefined } = isJsonObject(object['data']) ? { ...object['data'] } : {};
  for (const [name, value] of Object.entries(stringData)) data[name] = typeof value === 'string' ? Buffer.from(value).toString('base64') : value;
  return { ...rest, apiVersion: object.apiVersion, kind: object.kind, metadata: object.metadata, data };
}

/** The rules of a ClusterRole that gathers others' are its controller's (rbac/v1 ClusterRole.aggregationRule). */
function withoutGatheredRules(object: KubeObject): KubeObject {
  if (object.kind !== 'ClusterRole' || groupOf(object.apiVersion) !== 'rbac.authorization.k8s.io' || !isJsonObject(object['aggregationRule'])) return object;
  const { rules: _gathered, ...rest } = object;
  return { ...rest, apiVersion: object.apiVersion, kind: object.kind, metadata: object.metadata };
}

function missingKind(object: KubeObject, discovery: Discovery): Blocked {
  const group = groupOf(object.apiVersion);
  if (discovery.stale.some((name) => name.startsWith(`${group}/`))) {
    return { reason: 'missing-kind', message: `The API group ${group} does not answer right now, so ${object.kind} is not known. Its API service is down.` };
  }
  const other = discovery.preferred(group, object.kind);
  if (other !== undefined) {
    const version = group === '' ? other.version : `${group}/${other.version}`;
    return { reason: 'missing-kind', message: `The cluster does not serve ${object.kind} in ${object.apiVersion}, only in ${version}. Change apiVersion in Git.` };
  }
  return { reason: 'missing-kind', message: `The cluster has no kind ${object.kind} in ${object.apiVersion}. Correct the manifest, or install its definition (CRD) first.` };
}

interface DefinedKind {
  readonly name: string;
  readonly namespaced: boolean;
}

/** The kinds that CustomResourceDefinitions in the same render will bring. */
function definedKinds(manifests: readonly Manifest[]): ReadonlyMap<string, DefinedKind> {
  const kinds = new Map<string, DefinedKind>();
  for (const { object } of manifests) {
    const spec = object['spec'];
    if (object.kind !== 'CustomResourceDefinition' || !isJsonObject(spec) || !isJsonObject(spec['names'])) continue;
    for (const version of isJsonArray(spec['versions']) ? spec['versions'] : []) {
      if (!isJsonObject(version)) continue;
      kinds.set(`${String(spec['group'])}/${String(version['name'])}/${String(spec['names']['kind'])}`, {
        name: object.metadata.name ?? '',
        namespaced: spec['scope'] === 'Namespaced',
      });
    }
  }
  return kinds;
}

function place(origin: Origin | undefined): string {
  return origin === undefined ? 'the application' : `${origin.file}:${origin.line}`;
}
