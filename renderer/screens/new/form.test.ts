import { describe, expect, it } from 'vitest';
import type { ApplicationForm } from './form.ts';
import { editForm, kindCounts, nameProblem, newApplication, parseForm, suggestName } from './form.ts';

function formOf(text: string): ApplicationForm {
  const parsed = parseForm(text);
  if ('problem' in parsed) throw new Error(parsed.problem);
  return parsed.form;
}

const EMPTY: ApplicationForm = {
  name: '',
  project: 'default',
  repoURL: '',
  revision: 'HEAD',
  path: '.',
  recurse: false,
  context: 'kind-dev',
  namespace: 'default',
  createNamespace: false,
  automated: false,
  prune: false,
  selfHeal: false,
};

it('begins with what an empty form shows', () => {
  expect(formOf(newApplication('kind-dev'))).toEqual(EMPTY);
});

const CHANGES: readonly Partial<ApplicationForm>[] = [
  { name: 'shop', repoURL: 'https://example.com/shop.git', path: 'deploy/eu', revision: 'v1.2', namespace: 'shop', context: 'minikube', project: 'team-a' },
  { recurse: true },
  { automated: true },
  { automated: true, prune: true, selfHeal: true },
  { createNamespace: true },
];

it.each(CHANGES)('what is edited is what is read: %j', (changes) => {
  expect(formOf(editForm(newApplication('kind-dev'), changes))).toEqual({ ...EMPTY, ...changes });
});

it.each([
  [{ recurse: true }, { recurse: false }],
  [{ automated: true, prune: true }, { automated: false }],
  [{ createNamespace: true }, { createNamespace: false }],
] as const)('what is turned on and off again leaves no trace: %j %j', (on, off) => {
  const text = newApplication('kind-dev');
  expect(editForm(editForm(text, on), off)).toBe(text);
});

describe('a text by hand', () => {
  const text = `# ours
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: shop # short
  labels: {team: a}
spec:
  source:
    repoURL: https://example.com/shop.git
    kustomize: {namePrefix: x-}
  destination: {name: kind-dev}
  syncPolicy:
    automated: {}
    syncOptions: [PruneLast=true]
`;

  it('keeps comments and fields that the form does not show', () => {
    const edited = editForm(text, { path: 'deploy', createNamespace: true });
    for (const part of ['# ours', 'name: shop # short', 'team: a', 'namePrefix: x-', 'path: deploy', 'PruneLast=true', 'CreateNamespace=true']) expect(edited).toContain(part);
    expect(formOf(editForm(edited, { createNamespace: false })).createNamespace).toBe(false);
    expect(editForm(edited, { createNamespace: false })).toContain('PruneLast=true');
  });

  it('shows `automated: {}` as on and `enabled: false` as off', () => {
    expect(formOf(text).automated).toBe(true);
    expect(formOf(text.replace('automated: {}', 'automated: {enabled: false}')).automated).toBe(false);
    expect(formOf(text.replace('automated: {}', 'automated: null')).automated).toBe(false);
  });

  it('that is broken says where, and is left alone', () => {
    const broken = text.replace('spec:', 'spec: [');
    expect(parseForm(broken)).toEqual({ problem: expect.stringMatching(/^Line \d+: (?!.*at line)/) });
    expect(editForm(broken, { name: 'other' })).toBe(broken);
    expect(parseForm('- a')).toEqual({ problem: expect.stringContaining('no YAML mapping') });
  });
});

it.each([
  ['shop', undefined],
  ['a.b-c', undefined],
  ['', /needed/],
  ['Shop', /Lower-case/],
  ['-a', /Lower-case/],
  ['a_b', /Lower-case/],
  ['taken', /already/],
  ['a'.repeat(254), /253/],
])('the name %s', (name, problem) => {
  const found = nameProblem(name, ['taken']);
  if (problem === undefined) expect(found).toBeUndefined();
  else expect(found).toMatch(problem);
});

it.each([
  ['https://example.com/Team/My_Shop.git', '.', 'my-shop'],
  ['git@example.com:shop.git', '', 'shop'],
  ['/home/me/example', 'app/eu', 'eu'],
  ['', '', ''],
])('a name for %s at "%s" is "%s"', (repoURL, path, name) => {
  expect(suggestName(repoURL, path)).toBe(name);
});

it('counts kinds in words', () => {
  expect(kindCounts(['Service', 'ConfigMap', 'Service', 'Ingress', 'Ingress', 'Ingress', 'NetworkPolicy', 'NetworkPolicy'])).toBe('3 Ingresses, 2 NetworkPolicies, 2 Services, 1 ConfigMap');
  expect(kindCounts([])).toBe('');
});
