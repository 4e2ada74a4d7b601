import type { ContextFacts } from '../../shared/model/home.ts';
import { troubleOf } from '../../shared/model/home.ts';
import type { HealthStatus } from '../../shared/model/health.ts';
import { keyWords } from '../../shared/model/kube.ts';
import type { Plan, PlanItem, PlanOperation } from '../../shared/model/plan.ts';
import { planCounts, plannedWrites } from '../../shared/model/plan.ts';
import { stepsOf, stepWords } from '../../shared/model/stepWords.ts';
import type { SyncStatus } from '../../shared/model/view.ts';
import type { Terminal } from './terminal.ts';

type Style = Parameters<Terminal['paint']>[0];

/** State has shape, word and colour: the shapes are those of the page, as far as a terminal has them. */
export function syncWord(terminal: Terminal, status: SyncStatus): string {
  if (!terminal.interactive) return status;
  if (status === 'Synced') return terminal.paint('green', `✔ ${status}`);
  return status === 'OutOfSync' ? terminal.paint('yellow', `↕ ${status}`) : terminal.paint('gray', `? ${status}`);
}

const HEALTH_SHAPES: Readonly<Record<HealthStatus, readonly [Style, string]>> = {
  Healthy: ['green', '●'],
  Progressing: ['cyan', '◔'],
  Degraded: ['red', '▲'],
  Suspended: ['gray', '‖'],
  Missing: ['yellow', '◌'],
  Unknown: ['gray', '?'],
};

export function healthWord(terminal: Terminal, status: HealthStatus): string {
  if (!terminal.interactive) return status;
  const [style, shape] = HEALTH_SHAPES[status];
  return terminal.paint(style, `${shape} ${status}`);
}

const SIGNS: Readonly<Record<PlanOperation, readonly [Style, string]>> = {
  create: ['green', '+'],
  update: ['yellow', '~'],
  adopt: ['cyan', '@'],
  replace: ['yellow', '!'],
  prune: ['red', '-'],
  hook: ['cyan', '>'],
  unchanged: ['gray', '='],
  blocked: ['red', 'x'],
};

/**
 * A plan as a person reads it: a line per object with what happens to it and why, under its phase and wave where there
 * are several; unchanged ones are only counted.
 */
export function planLines(terminal: Terminal, plan: Plan): string[] {
  const steps = stepsOf(plan);
  const headings = new Map(steps.length > 1 ? steps.flatMap((step) => step.items.slice(0, 1).map((item) => [item, `${stepWords(step)}${step.phase === 'SyncFail' ? ' (only if the sync fails)' : ''}`] as const)) : []);
  const chosen = plan.items.filter((item) => item.unchosen !== true);
  const shown = [...chosen.filter((item) => item.operation === 'blocked'), ...chosen.filter((item) => item.operation !== 'blocked' && item.operation !== 'unchanged')];
  const said = new Set<string>();
  const lines = shown.flatMap((item) => {
    const heading = headings.get(item);
    return [...(heading === undefined ? [] : [terminal.paint('bold', heading)]), ...itemLines(terminal, item, said)];
  });
  const { unchanged } = planCounts(plan);
  if (unchanged > 0) lines.push(terminal.paint('gray', `  = ${unchanged} unchanged`));
  const left = plan.items.length - chosen.length;
  if (left > 0) lines.push(terminal.paint('gray', `  · ${left} not chosen`));
  for (const warning of plan.warnings) lines.push(terminal.paint('yellow', `  warning: ${warning}`));
  lines.push('', `${planSummary(plan)} Plan ${plan.id}, revision ${plan.revision.slice(0, 7)}, context ${plan.context}.`);
  return lines;
}

/** A closed sync window blocks every row for one reason, which is said once. */
function itemLines(terminal: Terminal, item: PlanItem, said: Set<string>): string[] {
  const reason = item.blocked?.message ?? '';
  const repeated = item.blocked?.reason === 'window' && said.has(reason);
  said.add(reason);
  const [style, sign] = SIGNS[item.operation];
  const skipped = item.operation === 'prune' && item.skipped === true;
  const fields = item.operation === 'update' ? ` (${count(item.diff.changes.length, 'field')})` : '';
  const where = item.origin === undefined ? '' : terminal.paint('gray', `  ${item.origin.file}:${item.origin.line}`);
  const first = `  ${terminal.paint(skipped ? 'gray' : style, `${sign} ${skipped ? 'to be pruned' : item.operation}`)} ${keyWords(item.key)}${fields}${where}`;
  const details = [
    ...(item.blocked === undefined || repeated ? [] : [reason]),
    ...item.notes,
    ...(item.takesOver ?? []).map((other) => `takes ${other.paths.join(', ')} over from ${other.manager}`),
    ...(item.operation === 'update' ? setByNotes(item) : []),
  ];
  return [first, ...details.map((detail) => terminal.paint('gray', `      ${detail}`))];
}

/** Who set the fields that change, other than Drydock: the answer to "who did this?". */
export function setByNotes(item: PlanItem): string[] {
  return item.diff.changes.flatMap((change) =>
    (change.setBy ?? []).map((owner) => `${change.path} was set by ${owner.manager}${owner.subresource === undefined ? '' : ` (${owner.subresource})`}${owner.time === undefined ? '' : ` at ${owner.time}`}`),
  );
}

/** Counts before adjectives: "2 to create, 1 to update." */
function planSummary(plan: Plan): string {
  const counts = planCounts(plan);
  const words: readonly (readonly [PlanOperation, string])[] = [
    ['blocked', 'blocked'],
    ['create', 'to create'],
    ['update', 'to update'],
    ['adopt', 'to adopt'],
    ['replace', 'to replace'],
    ['prune', 'to prune'],
    ['hook', counts.hook === 1 ? 'hook' : 'hooks'],
  ];
  const parts = words.filter(([operation]) => counts[operation] > 0).map(([operation, text]) => `${counts[operation]} ${text}`);
  const left = plan.items.filter((item) => item.operation === 'prune' && item.skipped === true && item.unchosen !== true).length;
  if (left > 0) parts.push(`${left} to be pruned but left`);
  return plannedWrites(plan).length === 0 && counts.blocked === 0 ? `Nothing to do${left > 0 ? ` (${left} to be pruned but left)` : ''}.` : `${parts.join(', ')}.`;
}

export function count(amount: number, noun: string): string {
  return `${amount} ${noun}${amount === 1 ? '' : 's'}`;
}

/** What is to be known before a context is used; how it answers only where somebody asked it. */
export function contextNotes(terminal: Terminal, { problem, readOnly, protected: isProtected, insecure, connection }: ContextFacts): string {
  return [
    ...(problem === undefined ? [] : [terminal.paint('red', problem)]),
    ...(readOnly ? ['read-only'] : isProtected ? ['protected'] : []),
    ...(insecure === undefined ? [] : [terminal.paint('red', insecure === 'plain-http' ? 'not encrypted' : 'TLS is not verified')]),
    ...(connection.state === 'ready' ? [`${connection.version}, ${connection.latencyMs} ms`] : connection.state === 'failed' ? [terminal.paint('red', troubleOf(connection.error.code))] : []),
  ].join(', ');
}
