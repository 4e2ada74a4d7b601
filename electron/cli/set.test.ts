import { describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import type { SetFlags, UnsetFlags } from './set.ts';
import { setChanges, unsetChanges } from './set.ts';

const manifest = (spec: string) => parseDocument(`metadata: { name: app }\nspec:\n${spec.split('\n').map((line) => `  ${line}`).join('\n')}\n`);
const PLAIN = 'source: { repoURL: a }\ndestination: { name: kind }';
const AUTO = `${PLAIN}\nsyncPolicy: { automated: { prune: true }, syncOptions: [CreateNamespace=true, Validate=false] }`;
const OFF = `${PLAIN}\nsyncPolicy: { automated: { enabled: false, prune: true } }`;
const SERVER = 'source: { repoURL: a }\ndestination: { server: https://x }';
const said = (changes: readonly { readonly path: readonly string[]; readonly value: unknown }[]) => Object.fromEntries(changes.map(({ path, value }) => [path.join('.'), value]));

describe('app set', () => {
  it.each<[string, string, SetFlags, Record<string, unknown>]>([
    ['the source', PLAIN, { repo: 'b', revision: 'v1', path: 'x', directoryRecurse: true }, { 'spec.source.repoURL': 'b', 'spec.source.targetRevision': 'v1', 'spec.source.path': 'x', 'spec.source.directory.recurse': true }],
    ['the destination', PLAIN, { destContext: 'other', destNamespace: 'n' }, { 'spec.destination.name': 'other', 'spec.destination.namespace': 'n' }],
    ['a context instead of a server', SERVER, { destName: 'kind' }, { 'spec.destination.name': 'kind', 'spec.destination.server': null }],
    ['auto-sync', PLAIN, { syncPolicy: 'automated' }, { 'spec.syncPolicy.automated': {} }],
    ['auto-sync with its parts', PLAIN, { syncPolicy: 'auto', autoPrune: true, selfHeal: true }, { 'spec.syncPolicy.automated': { prune: true, selfHeal: true } }],
    ['a part, where it is on', AUTO, { selfHeal: true }, { 'spec.syncPolicy.automated.selfHeal': true }],
    ['a part off', AUTO, { autoPrune: false }, { 'spec.syncPolicy.automated.prune': false }],
    ['on again what was switched off keeps its parts', OFF, { syncPolicy: 'automated' }, { 'spec.syncPolicy.automated.enabled': true }],
    ['none', AUTO, { syncPolicy: 'none' }, { 'spec.syncPolicy.automated': null }],
    ['self-heal without auto-sync is an annotation', PLAIN, { selfHeal: true }, { 'metadata.annotations.drydock.dev/self-heal': 'true' }],
    ['and goes again', OFF, { selfHeal: false }, { 'metadata.annotations.drydock.dev/self-heal': null }],
    ['an option more', AUTO, { syncOption: ['PruneLast=true'] }, { 'spec.syncPolicy.syncOptions': ['CreateNamespace=true', 'Validate=false', 'PruneLast=true'] }],
    ['an option of the same name', AUTO, { syncOption: ['Validate=true'] }, { 'spec.syncPolicy.syncOptions': ['CreateNamespace=true', 'Validate=true'] }],
    ['options taken out', AUTO, { syncOption: ['!Validate', '!CreateNamespace'] }, { 'spec.syncPolicy.syncOptions': null }],
    ['the first option', PLAIN, { syncOption: ['PruneLast=true'] }, { 'spec.syncPolicy.syncOptions': ['PruneLast=true'] }],
    ['history and dependencies', PLAIN, { revisionHistoryLimit: '3', dependsOn: 'db,cache' }, { 'spec.revisionHistoryLimit': 3, 'metadata.annotations.drydock.dev/depends-on': 'db,cache' }],
    ['nothing', PLAIN, {}, {}],
  ])('%s', (_what, spec, flags, expected) => {
    expect(said(setChanges(flags, manifest(spec)))).toEqual(expected);
  });

  it('self-heal off: neither the policy nor the annotation says it', () => {
    const both = parseDocument('metadata: { name: app, annotations: { drydock.dev/self-heal: "true" } }\nspec: { syncPolicy: { automated: { selfHeal: true } } }\n');
    expect(said(setChanges({ selfHeal: false }, both))).toEqual({ 'metadata.annotations.drydock.dev/self-heal': null, 'spec.syncPolicy.automated.selfHeal': false });
  });

  it.each<[string, string, SetFlags, RegExp]>([
    ['a policy that is none', PLAIN, { syncPolicy: 'often' }, /--sync-policy often: it is none or automated/],
    ['pruning without auto-sync', PLAIN, { autoPrune: true }, /need --sync-policy automated/],
    ['self-heal with none', AUTO, { syncPolicy: 'none', selfHeal: true }, /need --sync-policy automated/],
    ['an option without a value', PLAIN, { syncOption: ['PruneLast'] }, /an option is Name=value/],
    ['a limit that is none', PLAIN, { revisionHistoryLimit: 'many' }, /--revision-history-limit many: it is a whole number/],
  ])('refuses %s', (_what, spec, flags, words) => {
    expect(() => setChanges(flags, manifest(spec))).toThrow(words);
  });
});

it.each<[string, UnsetFlags, Record<string, unknown>]>([
  ['the revision', { revision: true }, { 'spec.source.targetRevision': null }],
  ['auto-sync and an option', { syncPolicy: true, syncOption: ['Validate=false'] }, { 'spec.syncPolicy.automated': null, 'spec.syncPolicy.syncOptions': ['CreateNamespace=true'] }],
  ['dependencies', { dependsOn: true }, { 'metadata.annotations.drydock.dev/depends-on': null }],
])('app unset: %s', (_what, flags, expected) => {
  expect(said(unsetChanges(flags, manifest(AUTO)))).toEqual(expected);
});
