import { setImmediate as nextTurn } from 'node:timers/promises';
import type { KubeObject, Manifest, ResourceKey } from '../../../shared/model/kube.ts';
import { groupOf, keyOf, keyText } from '../../../shared/model/kube.ts';
import { compareOptions } from '../../../shared/model/tracking.ts';
import type { SyncOptions } from '../../../shared/model/plan.ts';
import { hookOf, isSkipped } from '../../../shared/model/steps.ts';
import type { ApiResource, Cluster } from '../cluster/index.ts';
import { mapConcurrent } from '../cluster/index.ts';
import { diffResource } from '../diff/index.ts';
import type { Row } from '../plan/index.ts';
import { isChildKind } from '../../../shared/model/children.ts';
import { isChildScope } from './childFiles.ts';
import type { Children } from './children.ts';
import type { Comparer } from './compareOne.ts';
import type { WantedNamespace } from './createNamespace.ts';
import { planNamespace } from './createNamespace.ts';
import { hookRows } from './hooks.ts';
import type { Scope } from './inventory.ts';
import { mergeScopes, scopeText } from './inventory.ts';
import type { LiveSet } from './liveSet.ts';
import { liveScopes } from './liveSet.ts';
import type { DesiredObject } from './pair.ts';
import { pairManifests } from './pair.ts';
import { scanCluster } from './scan.ts';

/** Everything that comparing an application with its cluster found. */
export interface Evaluation {
  readonly rows: readonly Row[];
  /** The destination's namespace, where a sync creates it or sets its metadata; no object of the application. */
  readonly namespaceRow: Row | undefined;
  /** Objects that a sync by a person creates under a new name; no part of the application's state. */
  readonly generated: readonly Row[];
  /** What a sync runs besides, a row for each phase; looked at only where a plan is made. */
  readonly hooks: readonly Row[];
  readonly desired: ReadonlyMap<string, DesiredObject>;
  /** Whether Git has hooks that run when the application is deleted. */
  readonly hasDeletionHooks: boolean;
  readonly warnings: readonly string[];
  /** Manifests of kinds that nobody looks at, each as a sentence: they are not applied. */
  readonly excluded: readonly string[];
  /** Why nothing may be pruned now; undefined if all that is ours was seen. */
  readonly pruneProblem: string | undefined;
  /** Where the application has, or may have, objects. */
  readonly scopes: readonly Scope[];
}

export interface EvaluateInput {
  readonly application: { readonly name: string; readonly uid: string };
  readonly namespace: string;
  readonly syncOptions: ReadonlySet<string>;
  /** What `CreateNamespace=true` asks for. */
  readonly wantedNamespace: WantedNamespace | undefined;
  readonly manifests: readonly Manifest[];
  readonly cluster: Cluster;
  readonly live: LiveSet;
  readonly comparer: Comparer;
  readonly children: Children;
  /** What a plan is made for; undefined where only states are compared. */
  readonly options: SyncOptions | undefined;
  /** The scopes that were recorded before. */
  readonly recorded: readonly Scope[];
  /** Ask the cluster again what failed before, or list everything anew. */
  readonly depth: 'known' | 'retry' | 'hard';
  /** Look through the whole cluster for our label (first contact, hard refresh). */
  readonly scan: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** Dry runs in flight at once: past this the API server only queues (DESIGN "Diff"). */
const CONCURRENT_COMPARISONS = 16;
/** Rows compared without giving other work a turn; far below 50 ms. */
const ROWS_PER_TURN = 50;

/** Pairs, reads live, and compares. Throws where the cluster does not answer; single objects fail as blocked rows. */
export async function evaluate(input: EvaluateInput): Promise<Evaluation> {
  const { cluster, application, live, comparer, children, signal } = input;
  const isChild = ({ object }: Manifest) => isChildKind({ group: groupOf(object.apiVersion), kind: object.kind });
  const manifests = input.manifests.filter((manifest) => !isChild(manifest));
  let discovery = await cluster.discovery(input.depth === 'hard');
  let pairing = pairManifests(manifests, discovery, application, input.namespace, input.syncOptions);
  if (input.depth !== 'hard' && pairing.desired.some((desired) => desired.resource === undefined)) {
    // A kind that is not known may have been installed since the cluster was first asked.
    discovery = await cluster.discovery(true);
    pairing = pairManifests(manifests, discovery, application, input.namespace, input.syncOptions);
  }
  const problems: string[] = [];
  let recorded = input.recorded.filter((scope) => !isChildScope(scope));
  if (input.scan) {
    const scan = await scanCluster(cluster, application, signal);
    recorded = mergeScopes(recorded, scan.scopes);
    problems.push(...scan.unreadable);
  }
  const named = pairing.desired.filter((desired) => !desired.generated);
  const unreadable = await live.watch(liveScopes(named, recorded, discovery.preferred), input.depth !== 'known');
  if (input.depth === 'hard') await live.relist();
  for (const error of unreadable.values()) problems.push(error.message);
  for (const scope of recorded) {
    if (discovery.preferred(scope.group, scope.kind) === undefined && discovery.stale.some((name) => name.startsWith(`${scope.group}/`))) {
      problems.push(`the API group ${scope.group} does not answer`);
    }
  }

  const { row: namespaceRow, desired: all, namespace } = await planNamespace(cluster, live, comparer, input.wantedNamespace, pairing.desired, signal);
  const objects = all.filter((desired) => !desired.generated && desired.hook === undefined);
  const { options } = input;
  // Who has no name is created at each sync by a person, and by no other (PARITY "Syncing").
  const unnamed = options === undefined || options.automatic ? [] : all.filter((desired) => desired.generated);
  let turn = 0;
  const rows = await mapConcurrent(objects, CONCURRENT_COMPARISONS, async (desired) => {
    if (++turn % ROWS_PER_TURN === 0) await nextTurn();
    const blocked = desired.resource === undefined ? undefined : unreadableBlock(desired, desired.resource, unreadable);
    if (blocked !== undefined) return blocked;
    const object = desired.resource === undefined ? undefined : live.find(desired.resource, desired.key);
    return comparer.compare(desired, object, options?.adopt === true && !options.automatic, signal);
  });
  const generated = await mapConcurrent(unnamed, CONCURRENT_COMPARISONS, (desired) => comparer.compare(desired, undefined, false, signal));
  const toRun = all.filter((desired) => desired.hook !== undefined);
  const hooks = options === undefined ? [] : await mapConcurrent(toRun, CONCURRENT_COMPARISONS, async (desired) => {
    const unread = desired.resource === undefined ? undefined : unreadableBlock(desired, desired.resource, unreadable);
    const object = desired.resource === undefined ? undefined : live.find(desired.resource, desired.key);
    return hookRows(cluster, application, { desired, live: object, unreadable: unread?.blocked }, signal);
  });
  const wanted = new Map([...(namespace === undefined ? [] : [namespace]), ...objects, ...unnamed, ...toRun].map((desired) => [keyText(desired.key), desired]));
  const left = new Set(pairing.left.map(keyText));
  for (const object of live.owned(application)) {
    const id = keyText(keyOf(object));
    // What a hook left behind is never pruned, whether or not the hook is still in Git.
    if (!wanted.has(id) && !left.has(id) && hookOf(object) === undefined && !isSkipped(object)) rows.push(extraRow(object));
  }
  const home = await children.compare(input.manifests.filter(isChild), input.recorded, cluster);
  return {
    rows: [...rows, ...home.rows],
    namespaceRow,
    generated,
    hooks: hooks.flat(),
    desired: new Map([...wanted, ...home.desired]),
    hasDeletionHooks: pairing.deletionHooks.length > 0,
    warnings: [...pairing.warnings, ...home.warnings],
    excluded: pairing.excluded,
    pruneProblem: problems.length === 0 ? undefined : `not everything could be read (${problems[0]})`,
    scopes: mergeScopes(
      recorded,
      home.scopes,
      objects.map(({ key, object, resource }) => ({ group: groupOf(object.apiVersion), kind: key.kind, namespace: resource?.namespaced === false ? '' : key.namespace })),
    ),
  };
}

/** Everything that a plan of the whole application is about. */
export function plannedRows({ namespaceRow, rows, generated, hooks }: Evaluation): readonly Row[] {
  return [...(namespaceRow === undefined ? [] : [namespaceRow]), ...rows, ...generated, ...hooks];
}

/** The same findings, with the objects as they are known to be now. */
export function withLive(evaluation: Evaluation, current: (key: ResourceKey) => KubeObject | undefined): Evaluation {
  const rows = evaluation.rows.map((row): Row => {
    const now = current(row.key);
    if (now === row.live) return row;
    const { live: _before, ...rest } = row;
    return now === undefined ? rest : { ...rest, live: now };
  });
  return { ...evaluation, rows };
}

/** The row of an object that is ours and that Git no longer has. */
export function extraRow(object: KubeObject): Row {
  return {
    key: keyOf(object),
    apiVersion: object.apiVersion,
    finding: 'extra',
    live: object,
    ownership: { kind: 'ours' },
    diff: diffResource({ desired: undefined, live: object }),
    takesOver: [],
    notes: compareOptions(object).has(EXTRANEOUS) ? [`does not count as a difference: its annotation says ${EXTRANEOUS}`] : [],
  };
}

const EXTRANEOUS = 'IgnoreExtraneous';

/** True for an object that Git no longer has and whose annotation says that this is no difference (argo-cd controller/state.go). */
export function isExtraneous(row: Row): boolean {
  return row.finding === 'extra' && compareOptions(row.live).has(EXTRANEOUS);
}

/** What may not be listed is Unknown, never Missing. */
function unreadableBlock(desired: DesiredObject, resource: ApiResource, unreadable: ReadonlyMap<string, Error>): Row | undefined {
  const namespace = resource.namespaced ? desired.key.namespace : '';
  const error = unreadable.get(scopeText({ group: resource.group, kind: resource.kind, namespace }));
  if (error === undefined) return undefined;
  return {
    key: desired.key,
    apiVersion: desired.object.apiVersion,
    finding: 'blocked',
    desired: desired.object,
    origin: desired.origin,
    ownership: { kind: 'none' },
    diff: diffResource({ desired: desired.object, live: undefined }),
    blocked: { reason: 'unreadable', message: error.message },
    takesOver: [],
    notes: [],
  };
}
