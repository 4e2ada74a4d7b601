import { describe, expect, it } from 'vitest';
import type { HealthStatus } from '../../shared/model/health.ts';
import type { ContextFacts } from '../../shared/model/home.ts';
import type { Plan, PlanItem, PlanOperation } from '../../shared/model/plan.ts';
import type { Terminal } from './terminal.ts';
import { contextNotes, count, healthWord, planLines, setByNotes, syncWord } from './words.ts';

const terminal = (interactive: boolean): Terminal => ({ interactive, out: () => undefined, err: () => undefined, paint: (style, text) => (interactive ? `<${String(style)}>${text}` : text), during: (_what, work) => work, confirm: async () => Promise.resolve(false) });
const PLAIN = terminal(false);

const item = (name: string, operation: PlanOperation, more: Partial<PlanItem> = {}): PlanItem => ({ key: { group: '', kind: 'ConfigMap', namespace: 'n', name }, apiVersion: 'v1', operation, diff: { basis: 'server', changes: [] }, notes: [], ...more });
const plan = (items: readonly PlanItem[], warnings: readonly string[] = []): Plan => ({ id: '0123456789abcdef', application: 'app', context: 'kind', namespace: 'n', revision: '0123456789', options: { prune: false, adopt: false, automatic: false }, items, warnings });
const END = 'Plan 0123456789abcdef, revision 0123456, context kind.';
const last = (items: readonly PlanItem[]) => planLines(PLAIN, plan(items)).at(-1);

describe('the summary of a plan', () => {
  it.each<[string, PlanItem[], string]>([
    ['empty', [], 'Nothing to do.'],
    ['unchanged', [item('a', 'unchanged')], 'Nothing to do.'],
    ['one of each', [item('a', 'create'), item('b', 'update'), item('c', 'adopt'), item('d', 'replace'), item('e', 'prune')], '1 to create, 1 to update, 1 to adopt, 1 to replace, 1 to prune.'],
    ['hooks, those of SyncFail aside', [item('a', 'hook', { phase: 'PreSync' }), item('b', 'hook', { phase: 'PostSync' }), item('c', 'hook', { phase: 'SyncFail' })], '2 hooks.'],
    ['counts before words', [item('a', 'create'), item('b', 'create')], '2 to create.'],
    ['prunes that are left', [item('a', 'prune', { skipped: true })], 'Nothing to do (1 to be pruned but left).'],
    ['prunes that are left beside others', [item('a', 'prune', { skipped: true }), item('b', 'prune'), item('c', 'create')], '1 to create, 1 to prune, 1 to be pruned but left.'],
    ['blocked alone is something', [item('a', 'blocked', { blocked: { reason: 'invalid', message: 'x' } })], '1 blocked.'],
  ])('%s', (_what, items, text) => {
    expect(last(items)).toBe(`${text} ${END}`);
  });
});

describe('a plan as text', () => {
  it('stands under its phases and waves where there are several', () => {
    const lines = planLines(PLAIN, plan([item('a', 'hook', { phase: 'PreSync' }), item('b', 'create'), item('c', 'unchanged'), item('d', 'prune', { wave: 2 }), item('e', 'hook', { phase: 'SyncFail' })]));
    expect(lines.slice(0, 8)).toEqual(['PreSync', '  > hook ConfigMap n/a', 'Wave 0', '  + create ConfigMap n/b', 'Wave 2', '  - prune ConfigMap n/d', 'SyncFail (only if the sync fails)', '  > hook ConfigMap n/e']);
  });

  it('has a line for each object that is not unchanged, blocked ones first, and why', () => {
    const items = [
      item('a', 'create', { origin: { file: 'a.yaml', document: 1, line: 4 } }),
      item('b', 'update', { diff: { basis: 'server', changes: [{ path: '.data.x', before: '1', after: '2', setBy: [{ manager: 'kubectl-edit', operation: 'Update', time: 't' }] }, { path: '.data.y', after: '2' }] }, takesOver: [{ manager: 'm', operation: 'Update', paths: ['.data.x'] }] }),
      item('c', 'unchanged'),
      item('d', 'blocked', { blocked: { reason: 'owner', message: 'It belongs to Argo CD.' } }),
      item('e', 'prune', { skipped: true, notes: ['stays: pruning is off'] }),
    ];
    expect(planLines(PLAIN, plan(items, ['look out'])).join('\n')).toBe(`  x blocked ConfigMap n/d
      It belongs to Argo CD.
  + create ConfigMap n/a  a.yaml:4
  ~ update ConfigMap n/b (2 fields)
      takes .data.x over from m
      .data.x was set by kubectl-edit at t
  - to be pruned ConfigMap n/e
      stays: pruning is off
  = 1 unchanged
  warning: look out

1 blocked, 1 to create, 1 to update, 1 to be pruned but left. ${END}`);
  });
});

describe('words', () => {
  it('name who set a field', () => {
    const of = item('a', 'update', { diff: { basis: 'server', changes: [{ path: '.a', setBy: [{ manager: 'm', operation: 'Update', subresource: 'scale' }, { manager: 'k', operation: 'Apply', time: 't' }] }, { path: '.b' }] } });
    expect(setByNotes(of)).toEqual(['.a was set by m (scale)', '.a was set by k at t']);
  });

  it.each([[0, '0 fields'], [1, '1 field'], [2, '2 fields']])('count %i', (amount, text) => {
    expect(count(amount, 'field')).toBe(text);
  });

  it.each(['Synced', 'OutOfSync', 'Unknown'] as const)('%s is plain where it is piped, and has a shape where it is read', (status) => {
    expect(syncWord(PLAIN, status)).toBe(status);
    expect(syncWord(terminal(true), status)).toMatch(new RegExp(`^<\\w+>\\S ${status}$`));
  });

  it('every health has a shape of its own', () => {
    const all: HealthStatus[] = ['Healthy', 'Progressing', 'Degraded', 'Suspended', 'Missing', 'Unknown'];
    expect(all.map((status) => healthWord(PLAIN, status))).toEqual(all);
    expect(new Set(all.map((status) => healthWord(terminal(true), status).replace(/^<\w+>(\S).*$/u, '$1'))).size).toBe(all.length);
  });
});

it.each<[Partial<ContextFacts>, string]>([
  [{}, ''],
  [{ problem: 'It has no cluster.' }, '<red>It has no cluster.'],
  [{ readOnly: true, protected: true }, 'read-only'],
  [{ protected: true, insecure: 'not-verified' }, 'protected, <red>TLS is not verified'],
  [{ insecure: 'plain-http' }, '<red>not encrypted'],
  [{ connection: { state: 'ready', version: 'v1.36.0', latencyMs: 7, since: '' } }, 'v1.36.0, 7 ms'],
  [{ connection: { state: 'failed', error: { code: 'cluster-tls', message: '' }, since: '' } }, '<red>certificate'],
])('what is to be known of the context %j: %s', (facts, notes) => {
  expect(contextNotes(terminal(true), { name: 'a', server: 'https://a', user: '', namespace: 'default', current: false, local: false, protected: false, readOnly: false, connection: { state: 'idle' }, ...facts })).toBe(notes);
});
