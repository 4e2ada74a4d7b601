/**
 * The second place that an application writes to, beside its cluster: the home itself. Applications and projects that it
 * renders ("app of apps") are files there, with the same marks, rows, plans and results as objects of a cluster.
 */
import { isDeepStrictEqual } from 'node:util';
import type { StoredApplication } from '../../../shared/model/application.ts';
import { syncPolicyOf } from '../../../shared/model/application.ts';
import { childApplication, childKey, isChildKey } from '../../../shared/model/children.ts';
import type { ResourceDiff } from '../../../shared/model/diff.ts';
import { DrydockError, errorShape } from '../../../shared/model/errors.ts';
import type { KubeObject, Manifest, ResourceKey } from '../../../shared/model/kube.ts';
import { groupOf, keyText, keyWords } from '../../../shared/model/kube.ts';
import type { RemovalResult } from '../../../shared/model/operation.ts';
import type { Blocked } from '../../../shared/model/plan.ts';
import { badWaveOf, hookOf, isSkipped } from '../../../shared/model/steps.ts';
import type { Ownership } from '../../../shared/model/tracking.ts';
import { APPLICATION_LABEL, ownershipOf, syncOption, TRACKING_ANNOTATION, trackingId, withoutTracking } from '../../../shared/model/tracking.ts';
import type { ApplicationView } from '../../../shared/model/view.ts';
import type { Cluster } from '../cluster/index.ts';
import { assessHealth } from '../health/index.ts';
import { diffResource } from '../diff/index.ts';
import type { Row } from '../plan/index.ts';
import type { Elsewhere, Recheck } from '../sync/index.ts';
import { standingOf } from '../sync/index.ts';
import type { ChildFiles, HomeFiles } from './childFiles.ts';
import { isChildScope } from './childFiles.ts';
import { ignoredNotes } from './ignoring.ts';
import type { Ignoring } from './ignoring.ts';
import type { Scope } from './inventory.ts';
import type { DesiredObject } from './pair.ts';
import type { RemovalWay } from './propagation.ts';

/** What the rest of the engine does for applications that others render. */
export interface Household {
  readonly files: ChildFiles;
  /** What is known of an application; undefined before anybody compared it. */
  known(name: string): ApplicationView | undefined;
  /** Compares an application that no loop keeps compared and that nobody compared yet; does nothing for others. */
  look(name: string): Promise<void>;
  /** Whether somebody keeps applications compared, and syncs them by themselves. */
  looped(): boolean;
  /** Deletes an application with its objects, or leaves them. Throws where that could not be begun. */
  remove(application: StoredApplication, way: RemovalWay): Promise<readonly RemovalResult[]>;
  /** Why the objects of a child are not deleted by a sync of its parent, as a sentence; undefined if they may be. */
  refusesCascade(child: StoredApplication, parent: StoredApplication): string | undefined;
  /** The context of an application, in a word. */
  placeOf(application: StoredApplication): string;
  /** Tells that an application's file or state changed, until the returned function is called. */
  subscribe(listener: (name: string) => void): () => void;
}

/** What comparing the home with what an application renders found. */
export interface ChildComparison {
  readonly rows: readonly Row[];
  readonly desired: ReadonlyMap<string, DesiredObject>;
  readonly warnings: readonly string[];
  readonly scopes: readonly Scope[];
}

/** One application's part of the home. */
export interface Children extends Elsewhere {
  compare(manifests: readonly Manifest[], recorded: readonly Scope[], cluster: Cluster): Promise<ChildComparison>;
  /** The row of one file as it is now; undefined where it is gone and Git has none. */
  row(key: ResourceKey, desired: DesiredObject | undefined): Promise<Row | undefined>;
  /** The file as it was last compared, with what is known now of the application in it. */
  find(key: ResourceKey): KubeObject | undefined;
  /** Whether anything in the home is the application's. */
  any(): Promise<boolean>;
  /** Deletes what is the application's, or takes its marks off. */
  remove(way: RemovalWay, onResult: (result: RemovalResult) => void): Promise<readonly RemovalResult[]>;
  /** Tells changes of what was compared, until `close`. */
  subscribe(listener: () => void): () => void;
  close(): void;
}

const NOTHING: ChildComparison = { rows: [], desired: new Map(), warnings: [], scopes: [] };
const OURS = 'is an application of Drydock, a file of its home; the cluster serves Argo CD\'s Applications as well, and those are left alone';
/** Argo CD's own mark that an application's objects go with it (argo-cd types.go, ResourcesFinalizerName and its two ways). */
const FINALIZER = /^resources-finalizer\.argocd\.argoproj\.io(\/(foreground|background))?$/;

/** `close` must be called. */
export function createChildren(household: Household, application: () => StoredApplication, ignoring: () => Ignoring): Children {
  const { files } = household;
  const listeners = new Set<() => void>();
  let objects: ReadonlyMap<string, KubeObject> = new Map();
  let argo = false;
  /** What was told last of each application that was compared. */
  let told = new Map<string, string>();
  const unsubscribe = household.subscribe((name) => {
    if (!told.has(name)) return;
    const now = stateOf(household.known(name));
    if (told.get(name) === now) return;
    told.set(name, now);
    for (const listener of listeners) listener();
  });

  function ownership(object: KubeObject): Ownership {
    const { namespace: _none, ...metadata } = object.metadata;
    const found = ownershipOf({ ...object, metadata }, application());
    // Whoever wrote a file by hand did not mean it for another application to change.
    return found.kind === 'none' ? { kind: 'foreign', tool: 'a person', name: 'made by hand' } : found;
  }

  /** What is ours in the home; not what is above us, by marks that somebody wrote: nobody waits for who waits for him. */
  function oursIn(home: HomeFiles): readonly (readonly [string, KubeObject])[] {
    const above = new Set(parentsOf(home, application().uid).map(({ uid }) => uid));
    return [...home.objects].filter(([, object]) => ownership(object).kind === 'ours' && !above.has(object.metadata.uid ?? ''));
  }

  /** Why a manifest can be no child: it is invalid, runs as a hook, or would be above itself. */
  function refusal({ object, origin }: Manifest, home: HomeFiles): Blocked | undefined {
    const place = `${origin.file}:${origin.line}`;
    const { name: own, uid } = application();
    const name = object.metadata.name ?? '';
    const invalid = (message: string): Blocked => ({ reason: 'invalid', message });
    const problem = files.problem(object, place);
    if (problem !== undefined) return invalid(problem);
    if (hookOf(object) !== undefined) return invalid(`${place}: an ${object.kind} is no hook here: take the hook annotation away, or create it by hand.`);
    if (object.kind !== 'Application') return undefined;
    if (name === own) return invalid(`${place}: ${own} renders itself. An application does not manage its own file: take it out of this path.`);
    const above = parentsOf(home, uid);
    if (above.some((parent) => parent.name === name)) return invalid(`${place}: ${name} already is above ${own} (${above.map((parent) => parent.name).toReversed().join(' renders ')} renders ${own}), and cannot be below it as well.`);
    return undefined;
  }

  function pair(manifests: readonly Manifest[], home: HomeFiles): { readonly desired: Map<string, DesiredObject>; readonly left: ReadonlySet<string>; readonly warnings: readonly string[] } {
    const desired = new Map<string, DesiredObject>();
    const left = new Set<string>();
    const warnings: string[] = [];
    for (const manifest of manifests) {
      const { object, origin } = manifest;
      const key: ResourceKey = { group: groupOf(object.apiVersion), kind: object.kind, namespace: '', name: object.metadata.name ?? '' };
      const place = `${origin.file}:${origin.line}`;
      const earlier = desired.get(keyText(key))?.origin;
      const wave = badWaveOf(object);
      if (wave !== undefined) warnings.push(`${keyWords(key)} (${place}): its sync-wave "${wave}" is no integer, and counts as 0.`);
      if (isSkipped(object)) {
        left.add(keyText(key));
        continue;
      }
      if (earlier !== undefined) warnings.push(`${keyWords(key)} stands twice in Git: ${earlier.file}:${earlier.line} and ${place}. The second one counts.`);
      desired.set(keyText(key), { key, object: stamped(object, key, application()), origin, resource: undefined, awaits: undefined, blocked: refusal(manifest, home), generated: false, hook: undefined });
    }
    return { desired, left, warnings };
  }

  async function rowOf(key: ResourceKey, desired: DesiredObject | undefined, home: HomeFiles): Promise<Row | undefined> {
    const live = withState(key, home.objects.get(keyText(key)), household);
    if (desired === undefined) return live === undefined || ownership(live).kind !== 'ours' ? undefined : extra(key, live, home);
    const { object, origin, blocked } = desired;
    const owner: Ownership = live === undefined ? { kind: 'none' } : ownership(live);
    const base = { key, apiVersion: object.apiVersion, desired: object, origin, ...(live === undefined ? {} : { live }), ownership: owner, takesOver: [] };
    const notes = argo ? [OURS] : [];
    const broken = home.broken.get(keyText(key));
    if (blocked !== undefined || broken !== undefined) {
      return { ...base, finding: 'blocked', blocked: blocked ?? { reason: 'unreadable', message: broken?.message ?? '' }, diff: diffResource({ desired: compared(object), live: live === undefined ? undefined : compared(live), predicted: compared(object) }), notes };
    }
    if (live === undefined) return { ...base, finding: 'new', diff: { ...diffResource({ desired: compared(object), live: undefined }), basis: 'file' }, notes };
    const rules = ignoring().rules(key);
    const kept = ignoring().respected ? await ignoring().respect(object, live, rules) : object;
    const { diff: found, problems } = await ignoring().diff({ desired: compared(kept), live: compared(live), predicted: compared(kept) }, rules);
    const diff: ResourceDiff = { ...found, basis: 'file' };
    const finding = diff.changes.length > 0 ? 'changed' : sameMarks(kept, live) ? 'same' : 'adopt';
    return { ...base, desired: kept, finding, diff, notes: [...notes, ...problems, ...ignoredNotes(diff, finding === 'changed' && !ignoring().respected)] };
  }

  /** The row of what Git no longer has, with what its deletion means. */
  function extra(key: ResourceKey, live: KubeObject, home: HomeFiles): Row {
    const child = key.kind === 'Application' ? home.applications.find(({ name }) => name === key.name) : undefined;
    const cascade = cascadeOf(live) !== undefined;
    const note = child === undefined ? undefined : cascade ? `its objects in ${household.placeOf(child)} are deleted with it (resources-finalizer.argocd.argoproj.io)` : `its objects in ${household.placeOf(child)} stay, and are nobody's then (it has no resources-finalizer.argocd.argoproj.io)`;
    const refused = child === undefined || !cascade ? undefined : household.refusesCascade(child, application());
    const row = { key, apiVersion: live.apiVersion, live, ownership: { kind: 'ours' }, diff: diffResource({ desired: undefined, live: compared(live) }), takesOver: [], notes: note === undefined ? [] : [note] } as const;
    return { ...row, finding: 'extra', ...(refused === undefined ? {} : { blocked: { reason: 'forbidden', message: refused } }) };
  }

  async function read(): Promise<HomeFiles> {
    const home = await files.read();
    objects = home.objects;
    return home;
  }

  async function destroy(key: ResourceKey, live: KubeObject): Promise<{ readonly failed?: string; readonly message: string }> {
    if (key.kind !== 'Application') {
      await files.removeProject(key.name);
      return { message: 'deleted' };
    }
    const child = (await files.read()).applications.find(({ uid }) => uid === live.metadata.uid);
    if (child === undefined) return { message: 'was already gone' };
    const propagation = cascadeOf(live);
    const results = await household.remove(child, { cascade: propagation !== undefined, propagation: propagation ?? 'foreground' });
    const failed = results.filter(({ status }) => status === 'Failed');
    const [first] = failed;
    if (first !== undefined) return { message: '', failed: `${key.name} stays: ${keyWords(first.key)}: ${first.message}${failed.length > 1 ? ` (and ${failed.length - 1} more)` : ''}` };
    return { message: propagation === undefined ? 'deleted; its objects stay' : `deleted with ${results.length} of its objects` };
  }

  /** The application's own files, those that go first at the end. */
  async function owned(): Promise<readonly (readonly [ResourceKey, KubeObject])[]> {
    const home = await read();
    const found = oursIn(home).map(([, object]) => [keyIn(object), object] as const);
    return found.toSorted(([a], [b]) => (a.kind < b.kind ? 1 : a.kind > b.kind ? -1 : a.name < b.name ? -1 : 1));
  }

  return {
    async compare(manifests, recorded, cluster) {
      if (manifests.length === 0 && !recorded.some(isChildScope)) {
        objects = new Map();
        told = new Map();
        return NOTHING;
      }
      let home = await read();
      argo = (await cluster.discovery()).find('argoproj.io/v1alpha1', 'Application') !== undefined;
      const { desired, left, warnings } = pair(manifests, home);
      const mine = oursIn(home);
      await Promise.all(mine.flatMap(([, object]) => (object.kind === 'Application' ? [household.look(object.metadata.name ?? '')] : [])));
      home = await read();
      const keys = new Map([...desired].map(([id, { key }]) => [id, key]));
      for (const [id, object] of mine) if (!left.has(id)) keys.set(id, keyIn(object));
      const rows = (await Promise.all([...keys].map(([id, key]) => rowOf(key, desired.get(id), home)))).filter((row) => row !== undefined);
      told = new Map([...keys.values()].flatMap((key) => (childApplication(key) === undefined ? [] : [[key.name, stateOf(household.known(key.name))]])));
      return { rows, desired, warnings, scopes: rows.map(({ key }) => ({ group: key.group, kind: key.kind, namespace: '' })) };
    },
    row: async (key, desired) => rowOf(key, desired, await read()),
    find: (key) => (isChildKey(key) ? withState(key, objects.get(keyText(key)), household) : undefined),
    async write({ item, desired, live }: Recheck) {
      try {
        if (item.operation === 'prune') {
          if (live === undefined) return { status: 'Pruned', message: 'was already gone' };
          const { failed, message } = await destroy(item.key, live);
          return failed === undefined ? { status: 'Pruned', message } : { status: 'SyncFailed', message: failed };
        }
        if (desired === undefined) return { status: 'SyncFailed', message: 'Its manifest is gone.' };
        if (live === undefined) await files.create(desired);
        else await files.replace(live, desired);
        return { status: 'Synced', message: live === undefined ? 'created' : 'configured' };
      } catch (error) {
        const { code, message } = errorShape(error);
        if (code === 'conflict' || code === 'already-exists') throw new DrydockError('conflict', message, { cause: error });
        return { status: 'SyncFailed', message };
      } finally {
        await read();
      }
    },
    async standing({ key }) {
      const name = childApplication(key);
      if (name === undefined) return { state: 'done', message: '' };
      const home = await read();
      const child = home.applications.find((each) => each.name === name);
      if (child === undefined) return { state: 'failed', message: 'it was deleted while it was waited for' };
      // Who is synced by a person alone, or by nobody who runs, would be waited for without an end.
      if (!syncPolicyOf(child.spec).automated || !household.looped()) return { state: 'done', message: '' };
      const view = household.known(name);
      if (view === undefined || !isDeepStrictEqual(view.spec, child.spec)) return { state: 'waiting', message: 'not compared yet' };
      const { sync, health, conditions } = view.status;
      if (sync.status !== 'Synced') return { state: 'waiting', message: conditions[0]?.message ?? sync.status };
      const live = withState(key, home.objects.get(keyText(key)), household);
      return standingOf('apply', live === undefined ? health : assessHealth(live), undefined);
    },
    any: async () => (await owned()).length > 0,
    async remove({ cascade }, onResult) {
      const results: RemovalResult[] = [];
      const finish = (result: RemovalResult) => {
        results.push(result);
        onResult(result);
      };
      for (const [key, object] of await owned()) {
        const keep = syncOption('Delete', object, syncPolicyOf(application().spec).options) === 'false';
        try {
          if (!cascade || keep) {
            await files.replace(object, { ...object, metadata: withoutTracking(object.metadata) });
            finish(keep && cascade ? { key, status: 'Kept', message: 'stays: Delete=false' } : { key, status: 'Released', message: 'stays, no longer tracked' });
            continue;
          }
          const child = (await files.read()).applications.find(({ uid }) => uid === object.metadata.uid);
          const refused = child === undefined || cascadeOf(object) === undefined ? undefined : household.refusesCascade(child, application());
          const { failed, message } = refused === undefined ? await destroy(key, object) : { failed: refused, message: '' };
          finish(failed === undefined ? { key, status: 'Deleted', message } : { key, status: 'Failed', message: failed });
        } catch (error) {
          finish({ key, status: 'Failed', message: errorShape(error).message });
        }
      }
      return results;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close() {
      unsubscribe();
      listeners.clear();
    },
  };
}

/** The applications above one, its own parent first; each stands once, a circle ends the walk. */
function parentsOf({ applications, objects }: HomeFiles, uid: string): readonly StoredApplication[] {
  const found: StoredApplication[] = [];
  for (let below = uid; ; ) {
    const child = applications.find((each) => each.uid === below);
    const object = child === undefined ? undefined : objects.get(keyText(childKey('Application', child.name)));
    const parent = applications.find((each) => each.uid === object?.metadata.labels?.[APPLICATION_LABEL]);
    if (parent === undefined || parent.uid === uid || found.includes(parent)) return found;
    found.push(parent);
    below = parent.uid;
  }
}

/** A child with its parent's marks; its namespace is kept for Argo CD, and says nothing here. */
function stamped(object: KubeObject, key: ResourceKey, parent: StoredApplication): KubeObject {
  const { metadata } = object;
  return { ...object, metadata: { ...metadata, labels: { ...metadata.labels, [APPLICATION_LABEL]: parent.uid }, annotations: { ...metadata.annotations, [TRACKING_ANNOTATION]: trackingId(parent.name, key) } } };
}

/** What of a file counts when it is compared: all but its namespace, and what is known of the application in it. */
function compared(object: KubeObject): KubeObject {
  const { namespace: _none, uid, ...metadata } = object.metadata;
  return { ...object, metadata: { ...metadata, ...(uid === undefined ? {} : { uid }) } };
}

function sameMarks(a: KubeObject, b: KubeObject): boolean {
  return a.metadata.labels?.[APPLICATION_LABEL] === b.metadata.labels?.[APPLICATION_LABEL] && a.metadata.annotations?.[TRACKING_ANNOTATION] === b.metadata.annotations?.[TRACKING_ANNOTATION];
}

function keyIn(object: KubeObject): ResourceKey {
  return childKey(object.kind === 'AppProject' ? 'AppProject' : 'Application', object.metadata.name ?? '');
}

/** How a child's objects go with it; undefined where they stay. */
function cascadeOf(object: KubeObject): RemovalWay['propagation'] | undefined {
  const found = (object.metadata.finalizers ?? []).map((finalizer) => FINALIZER.exec(finalizer)).find((match) => match !== null);
  return found === undefined ? undefined : found[2] === 'background' ? 'background' : 'foreground';
}

/** A file with what is known of the application in it, as Argo CD keeps it in the object. */
function withState(key: ResourceKey, object: KubeObject | undefined, { known }: Household): KubeObject | undefined {
  const name = childApplication(key);
  const view = name === undefined ? undefined : known(name);
  return object === undefined || view === undefined ? object : { ...object, status: { health: { ...view.status.health }, sync: { ...view.status.sync } } };
}

/** What of an application another one looks at. */
function stateOf(view: ApplicationView | undefined): string {
  return view === undefined ? '' : JSON.stringify([view.spec, view.status.health, view.status.sync]);
}
