import { expect, it } from 'vitest';
import type { ResourceResult } from '../../shared/model/operation.ts';
import type { Plan, PlanItem } from '../../shared/model/plan.ts';
import { syncPrinter } from './progress.ts';
import type { Terminal } from './terminal.ts';

const key = { group: 'apps', kind: 'Deployment', namespace: 'n', name: 'web' };
const item = (more: Partial<PlanItem>): PlanItem => ({ key, apiVersion: 'apps/v1', operation: 'create', diff: { basis: 'desired', changes: [] }, notes: [], ...more });
const plan = (...items: readonly PlanItem[]): Plan => ({ id: 'p', application: 'a', context: 'c', namespace: 'n', revision: 'r', options: { prune: false, adopt: false, automatic: false }, items, warnings: [] });
const result = (status: ResourceResult['status'], message: string) => ({ kind: 'result', result: { key, apiVersion: 'apps/v1', operation: 'create', status, message } }) as const;
const progress = (wave: number, message?: string) => ({ kind: 'progress', progress: { phase: 'Sync', wave, waitingFor: message === undefined ? [] : [{ key, message }] } }) as const;

function print(of: Plan): string[] {
  const lines: string[] = [];
  const terminal: Terminal = { interactive: false, out: (line) => void lines.push(line), err: () => undefined, paint: (_style, text) => text, during: (_what, work) => work, confirm: async () => Promise.resolve(false) };
  const tell = syncPrinter(terminal, of);
  for (const event of [progress(0), result('Synced', 'created'), progress(0, '0 of 1'), progress(0, '0 of 1'), progress(1), result('SyncFailed', 'refused')]) tell(event);
  return lines;
}

it('a sync of several waves has a heading for each, and says what it waits for', () => {
  expect(print(plan(item({}), item({ wave: 1 })))).toEqual(['Wave 0', '  ✔ Deployment n/web  created', '  … waiting for Deployment n/web: 0 of 1', 'Wave 1', '  ✘ Deployment n/web  refused']);
});

it('a plain one has lines alone', () => {
  expect(print(plan(item({})))).toEqual(['  ✔ Deployment n/web  created', '  … waiting for Deployment n/web: 0 of 1', '  ✘ Deployment n/web  refused']);
});
