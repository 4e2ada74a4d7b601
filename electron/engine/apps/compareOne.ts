import { appliesNothing } from '../../../shared/merge/index.ts';
import { jsonEqual } from '../../../shared/model/json.ts';
import type { JsonValue } from '../../../shared/model/json.ts';
import type { KubeObject } from '../../../shared/model/kube.ts';
import { keyText } from '../../../shared/model/kube.ts';
import type { Ownership } from '../../../shared/model/tracking.ts';
import { FIELD_MANAGER, ownershipOf } from '../../../shared/model/tracking.ts';
import type { ApiResource, Cluster } from '../cluster/index.ts';
import type { DiffInput, Migration, MigrationInput } from '../diff/index.ts';
import { diffResource, inLiveWords, keptFields, migrationOf, ownershipEqual, tooLarge, withAtomicDefaults } from '../diff/index.ts';
import type { Row } from '../plan/index.ts';
import { deletionWords } from '../plan/index.ts';
import type { DryRunQuestion } from './dryRun.ts';
import { dryRunApply, dryRunCreate } from './dryRun.ts';
import type { Ignoring } from './ignoring.ts';
import { ignoredNotes } from './ignoring.ts';
import type { DesiredObject } from './pair.ts';
import type { SchemaSource } from './schemas.ts';

/** Compares single objects, and remembers what the server said of them. */
export interface Comparer {
  /**
   * The row of one desired object. Costs a dry run only where the proof fails and nothing is remembered. The live
   * object of the row can be newer than the one given. With `adopt` the row also says what taking it over would do.
   * Throws only where the cluster itself fails.
   */
  compare(desired: DesiredObject, live: KubeObject | undefined, adopt: boolean, signal?: AbortSignal): Promise<Row>;
  /** Whose fields become Drydock's before `desired` is applied; undefined for nobody's. Throws as `compare`. */
  migration(desired: KubeObject, live: KubeObject, adopt: boolean): Promise<Migration | undefined>;
  /** Forgets what the server said, and asks it about every object once, proof or not (a hard refresh). */
  forget(): void;
  /** Forgets what the server said: it may say something else by now. What can be proven costs no request. */
  drop(): void;
}

interface Remembered {
  readonly desired: KubeObject;
  readonly live: KubeObject | undefined;
  readonly awaits: string | undefined;
  readonly row: Row;
}

/**
 * `application` decides what is ours. An answer is remembered for as long as desired and live, the latter without what
 * moves by itself (status, versions, times), stay equal. `ignoring` is what the application's rules say now; whoever
 * changes them drops what was remembered.
 */
export function createComparer(cluster: Cluster, schemas: SchemaSource, application: { readonly name: string; readonly uid: string }, ignoring: () => Ignoring): Comparer {
  const remembered = new Map<string, Remembered>();
  /** Objects that were compared since the last `forget`: only for these is a proof good enough. */
  let asked: Set<string> | undefined;

  /** What finds migrations of one object, for whichever live object it turns out to be. */
  async function migrator(desired: KubeObject, adopt: boolean): Promise<DryRunQuestion['migrate']> {
    // What carries no marks is not the application's: only the fields that it names are set, whoever made the rest.
    if (ownershipOf(desired, application).kind !== 'ours') return () => undefined;
    const [discovery, kind] = await Promise.all([cluster.discovery(), schemas.of(cluster, desired.apiVersion, desired.kind)]);
    if (kind === undefined) return () => undefined;
    const isServed = (apiVersion: string) => discovery.stale.includes(apiVersion) || discovery.find(apiVersion, desired.kind) !== undefined;
    return (live) => {
      const input: MigrationInput = { live, desired, kind, adopt, isServed, now: wireTime(new Date()) };
      const migration = migrationOf(input);
      return migration === undefined ? undefined : { input, migration };
    };
  }

  /** The row, told by the server. `adopt`: as if a person took the object over. */
  async function ask(desired: DesiredObject, live: KubeObject | undefined, adopt: boolean, signal?: AbortSignal): Promise<Row> {
    const { resource, object } = desired;
    const ignore = ignoring();
    const rules = ignore.rules(desired.key);
    const row = (found: Pick<Row, 'finding' | 'diff'> & Partial<Row>, of = live): Row => {
      const whole = { ...rowOf(desired, of, application), ...found };
      return whole.diff.ignored === undefined ? whole : { ...whole, notes: [...whole.notes, ...ignoredNotes(whole.diff, whole.finding === 'changed' && !ignore.respected)] };
    };
    const problems = new Set<string>();
    const diffOf = async (input: Omit<DiffInput, 'desired'>) => {
      const found = await ignore.diff({ desired: object, ...input }, rules);
      for (const problem of found.problems) problems.add(problem);
      return found.diff;
    };
    const structural = () => diffOf({ live });
    const size = tooLarge(object);
    if (size !== undefined) return row({ finding: 'blocked', blocked: { reason: 'too-large', message: size }, diff: await structural() });
    if (desired.blocked !== undefined) return row({ finding: 'blocked', blocked: desired.blocked, diff: await structural() });
    if (live?.metadata.deletionTimestamp !== undefined) {
      return row({ finding: 'blocked', blocked: { reason: 'deleting', message: `It ${deletionWords(live)}.` }, diff: await structural() });
    }
    if (resource === undefined) return row({ finding: 'new', diff: await structural(), notes: [`not checked by the server yet: ${desired.awaits ?? 'its kind'} comes in the same sync`] });

    if (desired.generated) return askGenerated(desired, resource, signal);
    const migrate = live === undefined ? () => undefined : await migrator(object, adopt);
    const answer = await dryRunApply(cluster, { resource, desired: object, live, migrate, signal });
    const current = answer.live;
    switch (answer.kind) {
      case 'blocked':
        if (answer.blocked.reason === 'missing-namespace' && desired.awaits !== undefined) {
          return row({ finding: 'new', diff: await structural(), notes: [`not checked by the server yet: ${desired.awaits} comes in the same sync`] });
        }
        return row({ finding: 'blocked', blocked: answer.blocked, diff: await diffOf({ live: current }) }, current);
      case 'impossible': {
        const diff = await diffOf({ live: current });
        return row({ finding: current === undefined ? 'new' : diff.changes.length > 0 ? 'changed' : 'same', diff, notes: [`the server could not be asked: ${answer.why}`, ...problems] }, current);
      }
      case 'predicted': {
        // With what others have in it, and the record of who owns what.
        const stored = tooLarge(answer.predicted);
        if (stored !== undefined) return row({ finding: 'blocked', blocked: { reason: 'too-large', message: stored }, diff: await diffOf({ live: current }) }, current);
        const plain = await diffOf({ live: current, predicted: answer.predicted, ...(answer.unchecked === undefined ? {} : { basis: 'merge' }) });
        const kept = current === undefined ? [] : keptFields(current, answer.predicted);
        const diff = kept.length === 0 ? plain : { ...plain, kept };
        const owned = current !== undefined && answer.migration === undefined && ownershipEqual(current, answer.predicted);
        const finding = current === undefined ? 'new' : diff.changes.length > 0 ? 'changed' : owned ? 'same' : 'adopt';
        const notes = [
          ...problems,
          ...migrationNotes(answer.migration, object.apiVersion),
          ...(answer.unchecked === undefined ? [] : [`the server could not be asked: ${answer.unchecked}`]),
          ...answer.warnings.map((warning) => `the server warns: ${warning}`),
        ];
        // What is not sent takes nothing from anybody.
        return row({ finding, diff, takesOver: finding === 'same' ? [] : answer.takesOver, notes }, current);
      }
    }
  }

  /** What `ask` finds; where an apply would only change who owns what, it leaves ignored fields as they are, whatever the options say. */
  async function askLeaving(desired: DesiredObject, live: KubeObject | undefined, adopt: boolean, signal?: AbortSignal): Promise<Row> {
    const row = await ask(desired, live, adopt, signal);
    if (row.finding !== 'adopt' || row.diff.ignored === undefined || row.live === undefined) return row;
    const ignore = ignoring();
    const object = await ignore.respect(desired.object, row.live, ignore.rules(desired.key));
    const left = await ask({ ...desired, object }, row.live, adopt, signal);
    // The version whose values are in the manifest: if it moved on, the server refuses the apply, and it is compared again.
    return { ...left, live: row.live, notes: [...left.notes, ...ignoredNotes(row.diff, false)] };
  }

  /** The row of an object that is created anew at each sync. */
  async function askGenerated(desired: DesiredObject, resource: ApiResource, signal?: AbortSignal): Promise<Row> {
    const row: Row = { ...rowOf(desired, undefined, application), finding: 'new', diff: diffResource({ desired: desired.object, live: undefined }), notes: [GENERATED_NOTE] };
    const refused = await dryRunCreate(cluster, resource, desired.object, signal);
    if (refused === undefined) return row;
    if (refused.blocked !== undefined && !(refused.blocked.reason === 'missing-namespace' && desired.awaits !== undefined)) return { ...row, finding: 'blocked', blocked: refused.blocked };
    return { ...row, notes: [GENERATED_NOTE, `not checked by the server yet: ${refused.blocked === undefined ? refused.why : `${desired.awaits} comes in the same sync`}`] };
  }

  /** The row without an adoption: remembered, proven, or asked for. */
  async function compareOne(desired: DesiredObject, live: KubeObject | undefined, signal?: AbortSignal): Promise<Row> {
    if (desired.generated) return ask(desired, undefined, false, signal);
    const id = keyText(desired.key);
    const known = remembered.get(id);
    if (known !== undefined && sameObject(known.desired, desired.object) && known.awaits === desired.awaits && sameLive(known.live, live) && known.row.blocked === undefined) {
      // What was found still holds, but preconditions and origins must be those of now.
      const row = { ...known.row, ...originOf(desired), ...(live === undefined ? {} : { live }) };
      remembered.set(id, { desired: desired.object, awaits: desired.awaits, live, row });
      return row;
    }
    const mustAsk = asked !== undefined && !asked.has(id);
    asked?.add(id);
    if (!mustAsk && live !== undefined && desired.blocked === undefined && live.metadata.deletionTimestamp === undefined) {
      const schema = await schemas.of(cluster, desired.object.apiVersion, desired.object.kind);
      if (schema !== undefined && appliesNothing({ live, applied: withAtomicDefaults(desired.object), manager: FIELD_MANAGER, schema: schema.schema, resetFields: schema.resetFields })) {
        const row: Row = { ...rowOf(desired, live, application), finding: 'same', diff: PROVEN };
        remembered.set(id, { desired: desired.object, awaits: desired.awaits, live, row });
        return row;
      }
    }
    const row = await askLeaving(desired, live, false, signal);
    remembered.set(id, { desired: desired.object, awaits: desired.awaits, live: row.live, row });
    return row;
  }

  /** The manifest as it would be applied over a live object. */
  async function appliedOver(desired: DesiredObject, live: KubeObject | undefined): Promise<DesiredObject> {
    if (live === undefined || desired.generated) return desired;
    const ignore = ignoring();
    const rules = ignore.respected ? ignore.rules(desired.key) : [];
    const kept = rules.length === 0 ? desired.object : await ignore.respect(desired.object, live, rules);
    const kind = await schemas.of(cluster, kept.apiVersion, kept.kind);
    const object = inLiveWords(kept, live, kind?.schema);
    return object === desired.object ? desired : { ...desired, object };
  }

  /** What `compareOnce` finds with the values of the very object that is in the row. */
  async function settled(desired: DesiredObject, live: KubeObject | undefined, compareOnce: (applied: DesiredObject, live: KubeObject | undefined) => Promise<Row>): Promise<Row> {
    let current = live;
    for (let attempt = 0; ; attempt++) {
      const applied = await appliedOver(desired, current);
      const row = await compareOnce(applied, current);
      if (applied === desired || row.live?.metadata.resourceVersion === current?.metadata.resourceVersion) return row;
      // With the version whose values are in the manifest: the server refuses the apply, and it is compared again.
      if (attempt === MOVES) return { ...row, ...(current === undefined ? {} : { live: current }) };
      current = row.live;
    }
  }

  return {
    async compare(desired, live, adopt, signal) {
      const row = await settled(desired, live, (applied, current) => compareOne(applied, current, signal));
      if (!adopt || row.live === undefined || row.blocked !== undefined) return row;
      if ((await migrator(desired.object, true))(row.live) === undefined) return row;
      const { finding, live: current, diff, blocked, takesOver, notes } = await settled(desired, row.live, (now, object) => askLeaving(now, object, true, signal));
      return { ...row, adopted: { finding, diff, takesOver, notes, ...(current === undefined ? {} : { live: current }), ...(blocked === undefined ? {} : { blocked }) } };
    },
    async migration(desired, live, adopt) {
      return (await migrator(desired, adopt))(live)?.migration;
    },
    drop: () => remembered.clear(),
    forget() {
      remembered.clear();
      asked = new Set();
    },
  };
}

function migrationNotes(migration: Migration | undefined, apiVersion: string): string[] {
  if (migration === undefined) return [];
  const { from, fromClientSide, superseded } = migration;
  return [
    ...(superseded.length === 0 ? [] : [`who owns which field is written anew for ${apiVersion}: ${superseded.join(', ')} is not served any more`]),
    ...(fromClientSide ? ['takes the fields over that kubectl apply set'] : []),
    ...from.map(({ manager, count }) => `takes over from ${manager} the ${count === 1 ? 'field' : `${count} fields`} that Git has too; what only ${manager} set stays`),
  ];
}

/** Kubernetes' times: RFC 3339 to the second. */
function wireTime(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}

function rowOf(desired: DesiredObject, live: KubeObject | undefined, application: { readonly name: string; readonly uid: string }): Omit<Row, 'finding' | 'diff'> {
  return {
    key: desired.key,
    apiVersion: desired.object.apiVersion,
    desired: desired.object,
    ...(live === undefined ? {} : { live }),
    ...originOf(desired),
    ownership: live === undefined || ownershipOf(desired.object, application).kind !== 'ours' ? NOBODY : ownershipOf(live, application),
    takesOver: [],
    notes: [],
  };
}

function originOf({ origin }: DesiredObject): Pick<Row, 'origin'> {
  return origin === undefined ? {} : { origin };
}

/** How often an object that moves while it is compared is taken up again. */
const MOVES = 4;
const GENERATED_NOTE = 'is created under a new name at each sync by hand; what it becomes is neither compared nor pruned';
const NOBODY: Ownership = { kind: 'none' };
const PROVEN = { basis: 'proof', changes: [] } as const;

function sameObject(a: KubeObject, b: KubeObject): boolean {
  return a === b || jsonEqual(a, b);
}

/** True if two reads of an object differ only in what moves by itself: an answer of the server holds for both. */
function sameLive(a: KubeObject | undefined, b: KubeObject | undefined): boolean {
  if (a === b) return true;
  if (a === undefined || b === undefined) return false;
  return a.metadata.uid === b.metadata.uid && jsonEqual(withoutMotion(a), withoutMotion(b));
}

function withoutMotion(object: KubeObject): JsonValue {
  const { status: _status, metadata, ...rest } = object;
  const { resourceVersion: _version, generation: _generation, managedFields, ...stable } = metadata;
  const owners = (managedFields ?? []).filter((entry) => entry.subresource !== 'status').map(({ time: _time, ...entry }) => entry);
  return { ...rest, metadata: { ...stable, managedFields: owners } };
}
