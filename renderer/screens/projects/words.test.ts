import { describe, expect, it } from 'vitest';
import type { ProjectSpec, SyncWindow } from '../../../shared/model/project.ts';
import { projectSpecSchema } from '../../../shared/model/project.ts';
import { ruleWords, windowSentence, windowWhom } from './words.ts';

const said = (spec: ProjectSpec) => ruleWords({ name: 'p', spec: projectSpecSchema.parse(spec) }).map(({ words, parts, but = '' }) => [words, ...parts, but].join(' ').trim());

describe('rules in words', () => {
  it.each<[string, ProjectSpec, readonly string[]]>([
    ['nothing at all', {}, ['From no repository.', 'Nowhere.', 'Every kind.', 'No kind.']],
    [
      'everything',
      { sourceRepos: ['*'], destinations: [{ name: '*', namespace: '*' }], clusterResourceWhitelist: [{ group: '*', kind: '*' }] },
      ['From any repository.', 'Into any namespace of any cluster.', 'Every kind.', 'Every kind.'],
    ],
    [
      'some',
      { sourceRepos: ['https://a', 'https://b/*'], destinations: [{ name: 'kind', namespace: 'team-*' }], namespaceResourceWhitelist: [{ group: 'apps', kind: 'Deployment' }], clusterResourceWhitelist: [{ group: '', kind: 'Namespace', name: 'team-*' }] },
      ['From these repositories: https://a https://b/*', 'Here alone: namespace team-* in kind', 'These kinds alone: Deployment (apps)', 'These kinds alone: Namespace named team-*'],
    ],
    [
      'denials',
      { sourceRepos: ['*', '!https://bad/*'], destinations: [{ name: '*', namespace: '*' }, { name: '!prod', namespace: '*' }], namespaceResourceBlacklist: [{ group: '', kind: 'Secret' }, { group: 'apps', kind: '*' }], clusterResourceWhitelist: [] },
      ['From any repository. But not from these: https://bad/*', 'Into any namespace of any cluster. Denied where not: namespace * in !prod', 'Every kind. But not Secret, any kind (apps).', 'No kind.'],
    ],
    ['a denial alone', { sourceRepos: ['!https://bad'] }, ['From any repository. But not from these: https://bad', 'Nowhere.', 'Every kind.', 'No kind.']],
    ['a list of no kinds', { namespaceResourceWhitelist: [] }, ['From no repository.', 'Nowhere.', 'No kind.', 'No kind.']],
  ])('%s', (_what, spec, expected) => {
    expect(said(spec)).toEqual(expected);
  });
});

it.each<[SyncWindow, string, string]>([
  [{ kind: 'deny', schedule: '0 22 * * *', duration: '8h', applications: ['*'] }, 'Nothing is synced at 0 22 * * * for 8h (UTC).', 'applications *'],
  [
    { kind: 'allow', schedule: '0 9 * * 1-5', duration: '8h', timeZone: 'Europe/Berlin', manualSync: true, namespaces: ['a', 'b'], clusters: ['kind'] },
    'Syncs are allowed at 0 9 * * 1-5 for 8h (Europe/Berlin) alone. People may sync all the same.',
    'namespaces a, b or clusters kind',
  ],
  [{ kind: 'allow', schedule: '* * * * *', duration: '1m', andOperator: true, applications: ['x'], clusters: ['kind'] }, 'Syncs are allowed at * * * * * for 1m (UTC) alone.', 'applications x and clusters kind'],
  [{ kind: 'deny', schedule: '* * * * *', duration: '1m' }, 'Nothing is synced at * * * * * for 1m (UTC).', 'Nobody: it names no application, namespace or cluster.'],
])('windows in words: %o', (window, sentence, whom) => {
  expect([windowSentence(window), windowWhom(window)]).toEqual([sentence, whom]);
});
