import { expect, it } from 'vitest';
import { applicationSpecSchema } from '../../shared/model/application.ts';
import type { HealthStatus } from '../../shared/model/health.ts';
import type { ApplicationView, SyncStatus } from '../../shared/model/view.ts';
import { editorCommand } from './edit.ts';
import { specOf } from './project.ts';
import { isReached } from './wait.ts';

function view(sync: SyncStatus, health: HealthStatus, phase: 'Running' | 'Succeeded' = 'Succeeded'): ApplicationView {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name: 'app', uid: 'u' },
    spec: applicationSpecSchema.parse({ source: { repoURL: 'x' }, destination: {} }),
    status: {
      sync: { status: sync },
      health: { status: health },
      resources: [],
      history: [],
      conditions: [],
      operationState: { id: 'o', kind: 'sync', planId: 'p', total: 1, initiatedBy: { username: 'u', automated: false }, phase, message: '', startedAt: '', syncResult: { revision: 'r', resources: [] } },
    },
  };
}

it.each<[string, Parameters<typeof isReached>[1], ApplicationView, boolean]>([
  ['nothing said', {}, view('Synced', 'Healthy'), true],
  ['nothing said: not synced', {}, view('OutOfSync', 'Healthy'), false],
  ['nothing said: not healthy', {}, view('Synced', 'Progressing'), false],
  ['nothing said: an operation runs', {}, view('Synced', 'Healthy', 'Running'), false],
  ['sync alone', { sync: true }, view('Synced', 'Degraded', 'Running'), true],
  ['health alone', { health: true }, view('OutOfSync', 'Healthy', 'Running'), true],
  ['degraded', { degraded: true }, view('Synced', 'Degraded'), true],
  ['suspended or healthy', { suspended: true, health: true }, view('Synced', 'Healthy'), true],
  ['suspended', { suspended: true }, view('Synced', 'Healthy'), false],
  ['the operation alone', { operation: true }, view('OutOfSync', 'Degraded'), true],
  ['the operation alone, and it runs', { operation: true }, view('Synced', 'Healthy', 'Running'), false],
  ['sync and health', { sync: true, health: true }, view('Synced', 'Degraded'), false],
])('app wait: %s', (_what, flags, seen, expected) => {
  expect(isReached(seen, flags)).toBe(expected);
});

it.each<[string, NodeJS.ProcessEnv, readonly string[]]>([
  ['by its name', { EDITOR: 'nano' }, ['nano']],
  ['with arguments', { EDITOR: 'code --wait' }, ['code', '--wait']],
  ['with spaces', { EDITOR: '"/opt/my editor/bin" -f' }, ['/opt/my editor/bin', '-f']],
  ['VISUAL first', { VISUAL: 'emacs', EDITOR: 'nano' }, ['emacs']],
  ['no shell', { EDITOR: 'vi; rm -rf x' }, ['vi;', 'rm', '-rf', 'x']],
  ['none', { EDITOR: '' }, []],
])('the editor: %s', (_what, env, expected) => {
  expect(editorCommand(env)).toEqual(expected);
});

it('proj create: flags as rules', () => {
  expect(specOf({ src: ['*'], dest: ['kind,team-*', 'https://x:6443,*'], allowClusterResource: ['ClusterRole', '/Namespace/team-*'], denyNamespacedResource: ['apps/Deployment'] })).toEqual({
    sourceRepos: ['*'],
    destinations: [{ name: 'kind', namespace: 'team-*' }, { server: 'https://x:6443', namespace: '*' }],
    clusterResourceWhitelist: [{ group: '*', kind: 'ClusterRole' }, { group: '', kind: 'Namespace', name: 'team-*' }],
    namespaceResourceBlacklist: [{ group: 'apps', kind: 'Deployment' }],
  });
  expect(() => specOf({ dest: ['kind'] })).toThrow(/--dest kind: it is CONTEXT,NAMESPACE/);
  expect(() => specOf({ denyClusterResource: ['a/b/c/d'] })).toThrow(/names no kind/);
});
