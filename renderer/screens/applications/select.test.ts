import { describe, expect, it } from 'vitest';
import type { ApplicationSummary } from '../../../shared/model/home.ts';
import { NO_FILTERS } from '../../state/route.ts';
import { countFilters, differenceWords, selectApplications, shortRepository, shortRevision } from './select.ts';

function application(name: string, changes: Partial<ApplicationSummary> = {}): ApplicationSummary {
  return {
    name,
    uid: name,
    project: 'default',
    source: { repoURL: `https://example.com/${name}.git` },
    context: 'kind-dev',
    namespace: 'default',
    automated: false,
    prune: false,
    selfHeal: false,
    sync: 'Synced',
    health: 'Healthy',
    counts: { resources: 3, changed: 0, missing: 0, extra: 0, unknown: 0 },
    warnings: 0,
    reconciledAt: '2026-01-01T00:00:00Z',
    ...changes,
  };
}

const APPLICATIONS = [
  application('api', { sync: 'OutOfSync' }),
  application('shop', { context: 'minikube', health: 'Degraded' }),
  application('web', { sync: 'Unknown', health: 'Unknown', project: 'team-a' }),
];

describe('the list', () => {
  it.each([
    ['everything', '', {}, ['api', 'shop', 'web']],
    ['one context', 'minikube', {}, ['shop']],
    ['a sync status', '', { sync: ['OutOfSync', 'Unknown'] }, ['api', 'web']],
    ['a health', '', { health: ['Degraded'] }, ['shop']],
    ['a text in a name, in any case', '', { text: ' SHOP ' }, ['shop']],
    ['a text in a project', '', { text: 'team' }, ['web']],
    ['two filters at once', 'kind-dev', { sync: ['OutOfSync'], text: 'web' }, []],
  ] as const)('narrowed to %s', (_name, context, filters, expected) => {
    expect(selectApplications(APPLICATIONS, context, { ...NO_FILTERS, ...filters }).map((item) => item.name)).toEqual(expected);
  });

  it('is counted, and what counts nothing is left out', () => {
    expect(countFilters(APPLICATIONS).map((item) => `${item.count} ${item.label}`)).toEqual(['3 all', '1 out of sync', '1 degraded', '1 unknown']);
    expect(countFilters([]).map((item) => `${item.count} ${item.label}`)).toEqual(['0 all']);
  });
});

const counts = { resources: 5, changed: 0, missing: 0, extra: 0, unknown: 0 };

it.each([
  [{}, '5 resources as in Git'],
  [{ counts: { ...counts, resources: 1 } }, '1 resource as in Git'],
  [{ counts: { ...counts, resources: 0 } }, 'Git has no manifests here'],
  [{ sync: 'OutOfSync', counts: { ...counts, changed: 2, extra: 1 } }, '2 changed, 1 to prune'],
  [{ sync: 'OutOfSync', counts: { ...counts, missing: 5 } }, '5 missing'],
  [{ sync: 'Unknown', counts: { ...counts, unknown: 1 } }, '1 could not be compared'],
  [{ sync: 'Unknown', error: { message: 'Could not reach kind-dev.' } }, 'Could not reach kind-dev.'],
  [{ sync: 'Unknown', reconciledAt: undefined }, 'Not compared yet'],
] as const)('%j in words: %s', (changes, words) => {
  expect(differenceWords({ sync: 'Synced', counts, error: undefined, reconciledAt: 'then', ...changes } as Parameters<typeof differenceWords>[0])).toBe(words);
});

it.each([
  ['https://user@example.com/team/shop.git', 'example.com/team/shop'],
  ['git@example.com:team/shop.git', 'example.com:team/shop'],
  ['/home/me/work/shop', 'work/shop'],
  ['file:///srv/git/shop.git', 'git/shop'],
])('%s is shown as %s', (url, short) => {
  expect(shortRepository(url)).toBe(short);
});

it('cuts commit ids only', () => {
  expect(shortRevision('0123456789abcdef0123456789abcdef01234567')).toBe('0123456');
  expect(shortRevision('feature/long-name')).toBe('feature/long-name');
});
