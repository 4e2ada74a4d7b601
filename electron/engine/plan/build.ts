import { createHmac } from 'node:crypto';
import type { ResourceDiff } from '../../../shared/model/diff.ts';
import type { JsonValue } from '../../../shared/model/json.ts';
import { canonicalJson, isJsonObject } from '../../../shared/model/json.ts';
import { keyText } from '../../../shared/model/kube.ts';
import type { Blocked, Plan, PlanItem, PlanOperation, Propagation, SyncOptions } from '../../../shared/model/plan.ts';
import type { Selector } from '../../../shared/model/selection.ts';
import { fits, isChosen, parseSelector } from '../../../shared/model/selection.ts';
import type { Ownership } from '../../../shared/model/tracking.ts';
import { syncOption } from '../../../shared/model/tracking.ts';
import type { Masker } from '../diff/index.ts';
import { isSecret, maskDiff } from '../diff/index.ts';
import { deletionWords } from './deleting.ts';
import type { Row, TakeOver } from './rows.ts';
import { inSteps } from './steps.ts';

/** What a plan is made of. */
export interface PlanInput {
  readonly application: string;
  readonly context: string;
  readonly namespace: string;
  readonly revision: string;
  readonly options: SyncOptions;
  readonly allowEmpty: boolean;
  /** The application's own sync options, such as `PruneLast=true`. */
  readonly syncOptions: ReadonlySet<string>;
  /** What becomes of what pruned objects own. */
  readonly propagation: Propagation;
  readonly rows: readonly Row[];
  readonly warnings: readonly string[];
  /** Why nothing may be pruned now, as a sentence: a kind that could not be listed completely, say. */
  readonly pruneProblem: string | undefined;
  /** Objects that the user may not write, by key (`keyText`), each with a sentence. */
  readonly forbidden: ReadonlyMap<string, string>;
  /** Objects that the project or its sync windows forbid, by key; nothing that is to be written or deleted gets past it. */
  readonly held: ReadonlyMap<string, Blocked>;
  /** Key of the id's hash. The hash covers Secret values, so that it must not be possible to guess them from it. */
  readonly key: Uint8Array;
  readonly mask: Masker;
}

/** Kinds whose deletion takes more with them than themselves (DESIGN "Prune"). */
const PRUNE_CONFIRM = new Set(['/Namespace', '/PersistentVolumeClaim', 'apiextensions.k8s.io/CustomResourceDefinition']);
const RESTARTING = new Set(['Deployment', 'StatefulSet', 'DaemonSet']);

/** Turns findings and choices into the ordered list of what a sync will do. Pure: same input, same plan. */
export function buildPlan(input: PlanInput): Plan {
  const warnings = [...input.warnings];
  const kept = input.rows.filter((row) => row.finding !== 'extra' && row.hook === undefined);
  const extra = input.rows.filter((row) => row.finding === 'extra');
  const emptied = kept.length === 0 && extra.length > 0 && input.options.automatic && !input.allowEmpty;
  if (emptied) warnings.push('Git has no manifests at this path: an automatic sync never deletes everything (syncPolicy.automated.allowEmpty allows it).');
  const selectors = input.options.resources?.flatMap((text) => parseSelector(text) ?? []);
  if (selectors !== undefined) warnings.push(...choiceWarnings(input));
  const found = input.rows.map((row) => {
    const item = row.finding === 'extra' ? pruneItem(row, input, emptied) : applyItem(row, input);
    return { row, item: selectors === undefined || takesPart(row, selectors, input) ? item : leave(item) };
  });
  const items = inSteps(found, { namespace: input.namespace, prunesLast: (row) => prunesLast(row, input) });
  const digest = createHmac('sha256', input.key);
  const ways = input.propagation === 'foreground' ? {} : { propagation: input.propagation };
  digest.update(canonicalJson({ context: input.context, options: { ...input.options }, ...ways }));
  // What was not chosen may become whatever it likes.
  for (const item of items) if (selectors === undefined || item.skipped !== true) digest.update(canonicalJson(identity(item)));
  return {
    id: digest.digest('hex').slice(0, 16),
    application: input.application,
    context: input.context,
    namespace: input.namespace,
    revision: input.revision,
    options: input.options,
    items: items.map((item) => (isSecret({ apiVersion: item.apiVersion, kind: item.key.kind }) ? { ...item, changeHash: hashOf(changesOf(item), input.key), diff: maskDiff(item.diff, input.mask) } : item)),
    warnings,
  };
}

/** Hooks are of the whole application (argo-cd gitops-engine pkg/sync/sync_context.go, WithResourcesFilter); a new namespace is needed by whatever is in it. */
function takesPart({ key, finding, hook }: Row, selectors: readonly Selector[], { namespace }: PlanInput): boolean {
  if (hook !== undefined) return false;
  return isChosen(selectors, key) || (finding === 'new' && key.group === '' && key.kind === 'Namespace' && key.name === namespace);
}

function leave({ blocked, ...item }: PlanItem): PlanItem {
  if (item.operation === 'unchanged') return { ...item, skipped: true };
  return { ...item, skipped: true, unchosen: true, notes: [...(blocked === undefined ? [] : [blocked.message]), ...item.notes] };
}

function choiceWarnings({ rows, options }: PlanInput): readonly string[] {
  const idle = (options.resources ?? []).filter((text) => {
    const selector = parseSelector(text);
    return selector === undefined || !rows.some(({ key, hook }) => hook === undefined && fits(selector, key));
  });
  return ['Only chosen resources are synced: no hooks are run, and history gets no entry.', ...idle.map((text) => `Nothing of the application is ${text}.`)];
}

/** What of a row counts for "the plan says something else". Versions move without changing what is done. */
function identity(item: PlanItem): JsonValue {
  return {
    key: keyText(item.key),
    uid: item.uid,
    operation: item.operation,
    phase: item.phase,
    wave: item.wave,
    whole: item.whole,
    skipped: item.skipped,
    reason: item.blocked?.reason,
    changes: changesOf(item),
  };
}

function changesOf({ diff }: PlanItem): JsonValue {
  return diff.changes.map(({ path, before, after }) => ({ path, before, after }));
}

function hashOf(value: JsonValue, key: Uint8Array): string {
  return createHmac('sha256', key).update(canonicalJson(value)).digest('hex').slice(0, 16);
}

function applyItem(compared: Row, { options, forbidden, held, syncOptions }: PlanInput): PlanItem {
  const row = isAdoption(options) ? { ...compared, ...compared.adopted } : compared;
  const blocked = row.blocked ?? ownerBlock(row, options, syncOptions) ?? conflictBlock(row, options) ?? (row.finding === 'same' ? undefined : held.get(keyText(row.key)) ?? forbiddenBlock(row, forbidden));
  const operation: PlanOperation = blocked !== undefined ? 'blocked' : row.replace === 'anew' ? 'replace' : OPERATIONS[row.finding];
  const notes = [...row.notes];
  if (operation === 'update') notes.push(...restartNotes(row));
  if (row.ownership.kind === 'foreign' && blocked === undefined) notes.push(takeOverNote(row.ownership));
  for (const kept of row.diff.kept ?? []) {
    notes.push(`${kept.path} left Git but stays: ${kept.owners.map((owner) => owner.manager).join(', ')} set it too`);
  }
  if (row.finding === 'changed' && row.diff.basis === 'merge') notes.push('this diff is structural: the server could not be asked for a dry run');
  return {
    ...common(row),
    operation,
    ...(row.replace === 'whole' && operation === 'update' ? { whole: true } : {}),
    diff: operation === 'unchanged' ? slim(row.diff) : row.diff,
    notes,
    ...(blocked === undefined ? {} : { blocked }),
    ...(row.takesOver.length === 0 ? {} : { takesOver: row.takesOver }),
  };
}

const OPERATIONS: Readonly<Record<Row['finding'], PlanOperation>> = {
  new: 'create',
  changed: 'update',
  adopt: 'adopt',
  same: 'unchanged',
  extra: 'prune',
  hook: 'hook',
  blocked: 'blocked',
};

function pruneItem(row: Row, input: PlanInput, emptied: boolean): PlanItem {
  const kept = keepReason(row, input, emptied);
  const said = [kept ?? PRUNED[input.propagation], kept === undefined && prunesLast(row, input) ? 'goes after everything else is healthy (PruneLast=true)' : undefined].filter((note) => note !== undefined);
  const blocked = kept === undefined ? row.blocked ?? input.held.get(keyText(row.key)) ?? forbiddenBlock(row, input.forbidden) : undefined;
  if (blocked !== undefined) return { ...common(row), operation: 'blocked', diff: row.diff, notes: row.notes, blocked };
  return { ...common(row), operation: 'prune', diff: row.diff, notes: [...row.notes, ...said], ...(kept === undefined ? {} : { skipped: true }) };
}

function prunesLast(row: Row, { syncOptions }: PlanInput): boolean {
  return syncOption('PruneLast', row.live, syncOptions) === 'true';
}

const PRUNED: Readonly<Record<Propagation, string | undefined>> = {
  foreground: undefined,
  background: 'goes at once, and what it owns afterwards (PrunePropagationPolicy=background)',
  orphan: 'goes alone: what it owns stays and belongs to nobody (PrunePropagationPolicy=orphan)',
};

function forbiddenBlock(row: Row, forbidden: ReadonlyMap<string, string>): Blocked | undefined {
  const message = forbidden.get(keyText(row.key));
  return message === undefined ? undefined : { reason: 'forbidden', message };
}

/** Why an object that left Git stays in the cluster; undefined if it goes. */
function keepReason(row: Row, input: PlanInput, emptied: boolean): string | undefined {
  if (input.pruneProblem !== undefined) return `stays: ${input.pruneProblem}`;
  if (emptied) return 'stays: Git has no manifests at all';
  // Deleting it once more does nothing; it goes when what holds it lets go.
  if (row.live?.metadata.deletionTimestamp !== undefined) return `stays for now: it ${deletionWords(row.live)}`;
  const prunes = syncOption('Prune', row.live, input.syncOptions);
  if (prunes === 'false') return `stays: ${input.syncOptions.has('Prune=false') ? 'the application' : 'its annotation'} says Prune=false`;
  if (!input.options.prune) return 'stays: pruning is off';
  const confirm = prunes === 'confirm' || PRUNE_CONFIRM.has(`${row.key.group}/${row.key.kind}`);
  if (confirm && input.options.automatic) return 'stays: a person has to prune this one';
  return undefined;
}

function common(row: Row): Pick<PlanItem, 'key' | 'apiVersion' | 'origin' | 'uid' | 'resourceVersion'> {
  const metadata = row.live?.metadata;
  return {
    key: row.key,
    apiVersion: row.apiVersion,
    ...(row.origin === undefined ? {} : { origin: row.origin }),
    ...(metadata?.uid === undefined ? {} : { uid: metadata.uid }),
    ...(metadata?.resourceVersion === undefined ? {} : { resourceVersion: metadata.resourceVersion }),
  };
}

function slim(diff: ResourceDiff): ResourceDiff {
  return { basis: diff.basis, changes: [], ...(diff.kept === undefined ? {} : { kept: diff.kept }) };
}

function ownerBlock(row: Row, options: SyncOptions, syncOptions: ReadonlySet<string>): Blocked | undefined {
  const refused = syncOption('FailOnSharedResource', row.desired, syncOptions) === 'true';
  if (row.ownership.kind !== 'foreign' || (isAdoption(options) && !refused)) return undefined;
  const { tool, name } = row.ownership;
  const owner = tool === 'Drydock' ? `the Drydock application ${name} (another uid)` : `${tool} (${name})`;
  return {
    reason: 'owner',
    message: `It belongs to ${owner}. ${refused ? 'FailOnSharedResource=true keeps it from being taken over.' : 'Sync with "adopt" to take it over.'}`,
  };
}

/** Only a person takes over what others track. */
function isAdoption(options: SyncOptions): boolean {
  return options.adopt && !options.automatic;
}

/** What taking an object over means while its former owner still knows it. */
const STILL_KNOWN: Readonly<Record<Extract<Ownership, { kind: 'foreign' }>['tool'], (name: string) => string>> = {
  Drydock: (name) => `${name} will no longer count it as its own`,
  'Argo CD': (name) => `Argo CD still has it in ${name} and will set its fields again, and delete it with the application, until it leaves there`,
  'a person': () => 'what its file says and Git does not, goes',
  Flux: (name) => `Flux still has it in ${name} and will set its fields again, and delete it when it leaves there`,
  Helm: (name) => `Helm still lists it in ${name}: "helm upgrade" would set its fields again, "helm uninstall" would delete it`,
};

function takeOverNote({ tool, name }: Extract<Ownership, { kind: 'foreign' }>): string {
  const marks = tool === 'Drydock' || tool === 'a person' ? '' : `; its labels and annotations of ${tool} stay unless Git says otherwise`;
  return `taken over from ${tool} (${name}): ${STILL_KNOWN[tool](name)}${marks}`;
}

/** An automatic sync never forces another tool's Apply manager (kubectl excepted), nor replicas that an autoscaler sets. */
function conflictBlock(row: Row, options: SyncOptions): Blocked | undefined {
  if (!options.automatic || row.finding === 'same') return undefined;
  const against = row.takesOver.find((other) => isAutoscaler(other) || (other.operation === 'Apply' && !other.manager.startsWith('kubectl')));
  if (against === undefined) return undefined;
  return {
    reason: 'conflict',
    message: `${against.manager} also sets ${against.paths.join(', ')}; an automatic sync does not take fields from it. Remove them from Git, or sync by hand.`,
  };
}

/** The horizontal autoscaler writes through the scale subresource as the controller manager. */
function isAutoscaler(other: TakeOver): boolean {
  return other.subresource === 'scale' && other.manager === 'kube-controller-manager';
}

function restartNotes(row: Row): string[] {
  if (!RESTARTING.has(row.key.kind) || !row.diff.changes.some((change) => change.path.startsWith('.spec.template'))) return [];
  const spec = row.live?.['spec'];
  const replicas = isJsonObject(spec) ? spec['replicas'] : undefined;
  const count = typeof replicas === 'number' ? replicas : undefined;
  return [count === undefined ? 'restarts its pods' : `restarts ${count} ${count === 1 ? 'pod' : 'pods'}`];
}
