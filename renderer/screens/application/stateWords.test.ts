import { expect, it } from 'vitest';
import { healthWords, syncWords } from './stateWords.ts';

const counts = { resources: 5, changed: 0, missing: 0, extra: 0, unknown: 0 };
const operation = { id: '1', kind: 'sync', phase: 'Running', message: '', startedAt: 'then', done: 3, total: 8, initiatedBy: { username: 'me', automated: false } } as const;

it.each([
  [{ sync: 'Synced', counts }, 'Synced'],
  [{ sync: 'OutOfSync', counts: { ...counts, changed: 2, extra: 1 } }, 'Out of sync: 2 changed, 1 to prune'],
  [{ sync: 'Unknown', counts: { ...counts, unknown: 1 } }, 'Sync unknown: 1 could not be compared'],
  [{ sync: 'Unknown', counts, error: { message: 'refused' } }, 'Could not be compared'],
  [{ sync: 'Unknown', counts, reconciledAt: undefined }, 'Not compared yet'],
  [{ sync: 'OutOfSync', counts, operation }, 'Syncing: 3 of 8'],
  [{ sync: 'OutOfSync', counts, operation: { ...operation, kind: 'rollback' } }, 'Rolling back: 3 of 8'],
] as const)('%j: %s', (summary, words) => {
  expect(syncWords({ reconciledAt: 'then', ...summary } as Parameters<typeof syncWords>[0])).toBe(words);
});

const resource = { version: 'v1', kind: 'Deployment', name: 'web', status: 'Synced' } as const;

it.each([
  [{ health: { status: 'Healthy' }, resources: [] }, 'Healthy'],
  [{ health: { status: 'Progressing' }, resources: [{ ...resource, health: { status: 'Progressing', message: '1 of 3 ready' } }] }, 'Progressing: Deployment web, 1 of 3 ready'],
  [{ health: { status: 'Missing' }, resources: [{ ...resource, health: { status: 'Missing' } }] }, 'Missing'],
  [{ health: { status: 'Unknown', message: 'no answer' }, resources: [] }, 'Health unknown: no answer'],
] as const)('%j: %s', (status, words) => {
  expect(healthWords(status)).toBe(words);
});
