import type { ResourceResult } from '../../../../shared/model/operation.ts';
import type { Plan, PlanItem, PlanOperation } from '../../../../shared/model/plan.ts';
import { planCounts, plannedWrites } from '../../../../shared/model/plan.ts';
import { keyWords } from '../../../../shared/model/kube.ts';
import { stepsOf, stepWords } from '../../../../shared/model/stepWords.ts';
import { stepKey } from '../../../../shared/model/steps.ts';
import { counted } from '../../../texts.ts';

/** How far one row of a plan is while it is carried out, and after. */
export type RowProgress =
  | { readonly state: 'waiting' }
  /** A hook that was begun. */
  | { readonly state: 'running'; readonly message: string }
  /** It was not tried: the sync ended before. */
  | { readonly state: 'left' }
  | { readonly state: 'done' | 'failed'; readonly message: string };

export interface PlanRow {
  readonly id: string;
  readonly item: PlanItem;
  /** Absent while nothing runs and nothing ran. */
  readonly progress?: RowProgress;
}

/** Rows under a heading, in the order in which they are looked at. */
export interface RowGroup {
  /** A phase and wave where the plan has several; else `changes` and `prune`. */
  readonly id: 'blocked' | 'changes' | 'prune' | 'unchosen' | 'unchanged' | `step ${string}`;
  readonly title: string;
  readonly rows: readonly PlanRow[];
}

/** What was done so far; undefined where the plan was not begun. */
export type Results =
  | {
      /** By the row's key (`stepKey`). */
      readonly done: ReadonlyMap<string, ResourceResult>;
      readonly over: boolean;
      /** `unknown`: another plan of the same revision is carried out, which may not come to the rows that have no result. */
      readonly rest: 'known' | 'unknown';
    }
  | undefined;

/**
 * A plan's rows: what is blocked first, then what changes in its order, then what goes, then what stays as it is. Where
 * a plan has several phases or waves, what it does stands under these.
 */
export function groupRows(plan: Plan, results: Results, text: string): readonly RowGroup[] {
  const wanted = text.trim().toLowerCase();
  const rows = plan.items
    .filter((item) => `${keyWords(item.key)} ${item.origin?.file ?? ''}`.toLowerCase().includes(wanted))
    .map((item): PlanRow => rowOf(item, results));
  const of = (operations: readonly PlanOperation[]) => rows.filter((row) => row.item.unchosen !== true && operations.includes(row.item.operation));
  const steps = stepsOf(plan);
  const waves = steps.length > 1;
  const prunes = of(['prune']).filter((row) => !waves || row.item.skipped === true);
  const left = prunes.filter((row) => row.item.skipped === true).length;
  const groups: readonly RowGroup[] = [
    { id: 'blocked', title: 'Blocked', rows: of(['blocked']) },
    ...(waves ? steps.map((step): RowGroup => {
      const inside = new Set(step.items);
      return { id: `step ${step.phase} ${step.wave}`, title: step.phase === 'SyncFail' ? `${stepWords(step)}, only if the sync fails` : stepWords(step), rows: rows.filter((row) => inside.has(row.item)) };
    }) : [{ id: 'changes', title: 'To apply', rows: of(['create', 'update', 'replace', 'adopt', 'hook']) } as const]),
    { id: 'prune', title: left === 0 ? 'To delete' : left === prunes.length ? 'To prune, and left' : `To delete, ${left} left`, rows: prunes },
    { id: 'unchosen', title: 'Not chosen', rows: rows.filter((row) => row.item.unchosen === true) },
    { id: 'unchanged', title: 'Unchanged', rows: of(['unchanged']) },
  ];
  return groups.filter((group) => group.rows.length > 0);
}

function rowOf(item: PlanItem, results: Results): PlanRow {
  const id = stepKey(item);
  if (results === undefined || item.operation === 'unchanged' || item.operation === 'blocked' || item.skipped === true) return { id, item };
  const result = results.done.get(id);
  if (result === undefined && item.phase === 'SyncFail' && item.operation === 'hook') return { id, item };
  if (result === undefined) return results.rest === 'unknown' ? { id, item } : { id, item, progress: { state: results.over ? 'left' : 'waiting' } };
  return { id, item, progress: { state: result.status === 'SyncFailed' ? 'failed' : result.status === 'Running' ? 'running' : 'done', message: result.message } };
}

export const SIGNS: Readonly<Record<PlanOperation, string>> = { create: '+', update: '~', adopt: '@', replace: '!', prune: '−', hook: '>', unchanged: '=', blocked: '×' };

/** An object's name as its row has it: the namespace is said only where it is not the plan's own. */
export function rowName({ key }: PlanItem, namespace: string): string {
  return key.namespace === '' || key.namespace === namespace ? key.name : `${key.namespace}/${key.name}`;
}

/** What happens to one object, in words: "update, 2 fields, restarts 3 pods"; why it is blocked, without its name, which stands before. */
export function rowWords({ key, operation, diff, skipped, notes, blocked }: PlanItem): string {
  const what = operation === 'prune' ? (skipped === true ? 'would be deleted' : 'delete') : operation === 'update' ? `update, ${counted(diff.changes.length, 'field')}` : operation;
  if (blocked !== undefined) return blocked.message.replace(`${keyWords(key)} `, '');
  return [...(operation === 'unchanged' ? [] : [what]), ...notes].join(', ');
}

/** The same, as short as a list needs: what an object waits for is said where it is chosen. */
export function shortRowWords(item: PlanItem): string {
  return rowWords({ ...item, notes: item.notes.map((note) => (note.startsWith('not checked by the server yet') ? 'not yet checked' : note)) });
}

/** A plan's counts in words, numbers before adjectives: "3 to change, 1 to create, 1 to delete". */
export function planWords(plan: Plan): string {
  const counts = planCounts(plan);
  const left = plan.items.filter((item) => item.operation === 'prune' && item.skipped === true && item.unchosen !== true).length;
  const unchosen = plan.items.filter((item) => item.unchosen === true).length;
  const parts: readonly (readonly [number, string])[] = [
    [counts.blocked, 'blocked'],
    [counts.update + counts.replace, 'to change'],
    [counts.create, 'to create'],
    [counts.adopt, 'to adopt'],
    [counts.hook, counts.hook === 1 ? 'hook' : 'hooks'],
    [counts.prune, 'to delete'],
    [left, 'no longer in Git, and left'],
    [unchosen, 'not chosen'],
  ];
  const words = parts.filter(([count]) => count > 0).map(([count, word]) => `${count.toLocaleString('en')} ${word}`);
  return words.length === 0 ? 'Nothing to do: the cluster is as Git says' : words.join(', ');
}

/** Pods that a sync restarts, from the rows' own notes: "Restarts 3 pods"; undefined where none is. */
export function restartWords(plan: Plan): string | undefined {
  const notes = plan.items.flatMap((item) => item.notes.filter((note) => note.startsWith('restarts ')));
  if (notes.length === 0) return undefined;
  const numbers = notes.map((note) => Number(/^restarts (\d+)/.exec(note)?.[1] ?? Number.NaN));
  const total = numbers.reduce((sum, number) => sum + number, 0);
  return Number.isNaN(total) ? `Restarts the pods of ${counted(notes.length, 'workload')}` : `Restarts ${counted(total, 'pod')}`;
}

/** Whether a plan needs more than the button: it deletes something, or its context is protected. */
export function needsConfirmation(plan: Plan, isProtected: boolean): boolean {
  return plannedWrites(plan).length > 0 && (isProtected || dangers(plan).length > 0);
}

/** What has to be acknowledged before a plan is applied: what is deleted, for good or to be made anew. */
export function dangers(plan: Plan): readonly PlanItem[] {
  return plannedWrites(plan).filter((item) => item.operation === 'prune' || item.operation === 'replace');
}

/** The row after or before one, over all groups that are in sight; the first where none is chosen. */
export function stepRow(groups: readonly RowGroup[], selected: string | undefined, step: 1 | -1): string | undefined {
  const ids = groups.flatMap((group) => group.rows.map((row) => row.id));
  const at = selected === undefined ? -1 : ids.indexOf(selected);
  if (at < 0) return ids[0];
  return ids[Math.min(ids.length - 1, Math.max(0, at + step))];
}

/** What a plan was made from, as far as the page sees it: when it differs, a new plan may say something else. */
export function groundsOf(view: { readonly status: { readonly sync: { readonly revision?: string }; readonly resources: readonly { readonly kind: string; readonly name: string; readonly namespace?: string; readonly status: string; readonly message?: string }[] } }): string {
  const { sync, resources } = view.status;
  return JSON.stringify([sync.revision, resources.map(({ kind, name, namespace, status, message }) => [kind, name, namespace, status, message])]);
}
