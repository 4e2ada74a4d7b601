import { expect, it } from 'vitest';
import type { ApplicationSummary, ContextState } from '../../../shared/model/home.ts';
import { problemsOf } from './problems.ts';

const operation = { id: '1', kind: 'sync', phase: 'Failed', message: 'refused', startedAt: '', done: 1, total: 2, initiatedBy: { username: 'me', automated: false } } as const;

function application(name: string, changes: Partial<ApplicationSummary> = {}): ApplicationSummary {
  const counts = { resources: 1, changed: 0, missing: 0, extra: 0, unknown: 0 };
  return { name, uid: name, project: 'default', source: { repoURL: 'x' }, context: 'a', namespace: 'default', automated: false, prune: false, selfHeal: false, sync: 'Synced', health: 'Healthy', counts, warnings: 0, ...changes };
}

function context(name: string): ContextState {
  return { name, server: '', user: '', namespace: 'default', current: false, local: false, protected: false, readOnly: false, builtIn: false, connection: { state: 'failed', error: { code: 'cluster-unreachable', message: `${name} is away` }, since: '' } };
}

const nothing = { applications: [], broken: [], brokenProjects: [], contexts: [], kubeconfig: { files: [], problems: [] } };

it.each([
  ['nothing', nothing, []],
  ['a dead context that nobody uses', { ...nothing, contexts: [context('b')] }, []],
  ['a dead context with an application', { ...nothing, contexts: [context('a')], applications: [application('shop')] }, ['a: a is away']],
  ['a broken file', { ...nothing, broken: [{ name: 'x', file: 'x.yaml', error: { code: 'application-invalid' as const, message: 'x.yaml:1: no' } }] }, ['x: x.yaml:1: no']],
  ['a kubeconfig', { ...nothing, kubeconfig: { files: [], problems: ['unreadable'] } }, ['Kubeconfig: unreadable']],
  ['a failed sync', { ...nothing, applications: [application('shop', { operation })] }, ['shop: Its last sync failed: refused']],
  ['a running sync', { ...nothing, applications: [application('shop', { operation: { ...operation, phase: 'Running' } })] }, []],
  ['a degraded application', { ...nothing, applications: [application('shop', { health: 'Degraded' })] }, ['shop: Degraded']],
  ['out of sync, which is no problem', { ...nothing, applications: [application('shop', { sync: 'OutOfSync' })] }, []],
] as const)('%s', (_name, state, expected) => {
  expect(problemsOf(state).map(({ title, words }) => `${title}: ${words}`)).toEqual(expected);
});
