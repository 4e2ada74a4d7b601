import { describe, expect, it } from 'vitest';
import { applicationSchema, applicationSpecSchema, durationMs, infoLink, policyOf, SELF_HEAL, syncPolicyOf } from './application.ts';

const GUESTBOOK = {
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Application',
  metadata: { name: 'guestbook', namespace: 'argocd', finalizers: ['resources-finalizer.argocd.argoproj.io'] },
  spec: {
    project: 'default',
    source: { repoURL: 'https://github.com/argoproj/argocd-example-apps.git', targetRevision: 'HEAD', path: 'guestbook' },
    destination: { server: 'https://kubernetes.default.svc', namespace: 'guestbook' },
  },
};

/** The fields of Argo CD's docs/operator-manual/application.yaml that a person may well have in a file. */
const EVERYTHING = {
  ...GUESTBOOK,
  metadata: { name: 'guestbook', namespace: 'argocd', labels: { name: 'guestbook' }, annotations: { 'argocd.argoproj.io/refresh': 'hard' } },
  spec: {
    project: 'default',
    source: {
      repoURL: 'https://github.com/argoproj/argocd-example-apps.git',
      targetRevision: 'HEAD',
      path: 'guestbook',
      chart: 'chart-name',
      helm: { parameters: [{ name: 'a', value: 'b', forceString: true }], valuesObject: { x: 1 } },
      kustomize: { namePrefix: 'prod-', images: ['a:b'] },
      directory: { recurse: true, jsonnet: { extVars: [{ name: 'foo', value: 'bar' }] }, exclude: 'config.yaml', include: '*.yaml' },
      plugin: { name: 'x' },
    },
    destination: { server: 'https://kubernetes.default.svc', namespace: 'guestbook' },
    info: [{ name: 'url', value: 'https://example.com' }],
    syncPolicy: {
      automated: { enabled: true, prune: true, selfHeal: true, allowEmpty: false },
      syncOptions: ['Validate=false', 'CreateNamespace=true', 'PrunePropagationPolicy=foreground', 'PruneLast=true'],
      managedNamespaceMetadata: { labels: { any: 'label' } },
      retry: { limit: 5, backoff: { duration: '5s', factor: 2, maxDuration: '3m' } },
    },
    ignoreDifferences: [{ group: 'apps', kind: 'Deployment', jsonPointers: ['/spec/replicas'] }],
    revisionHistoryLimit: 10,
  },
  status: { anything: true },
};

describe('applicationSchema', () => {
  it.each([
    ['the guestbook', GUESTBOOK],
    ['every field', EVERYTHING],
    ['nulls where Argo CD takes them', { ...GUESTBOOK, spec: { ...GUESTBOOK.spec, syncPolicy: { automated: null, syncOptions: null, retry: null } } }],
    ['no policy', { ...GUESTBOOK, spec: { ...GUESTBOOK.spec, syncPolicy: null } }],
  ])('takes %s as it is, and keeps what it does not know', (_what, manifest) => {
    expect(applicationSchema.parse(manifest)).toEqual(manifest);
  });

  it('fills in the project, and nothing else', () => {
    const { project: _project, ...spec } = GUESTBOOK.spec;
    expect(applicationSchema.parse({ ...GUESTBOOK, spec })).toEqual(GUESTBOOK);
  });

  it.each<[string, unknown, string]>([
    ['another kind', { ...GUESTBOOK, kind: 'AppProject' }, 'kind'],
    ['another version', { ...GUESTBOOK, apiVersion: 'argoproj.io/v1' }, 'apiVersion'],
    ['no name', { ...GUESTBOOK, metadata: {} }, 'metadata.name'],
    ['a name with capitals', { ...GUESTBOOK, metadata: { name: 'Guestbook' } }, 'metadata.name'],
    ['a name that leaves the folder', { ...GUESTBOOK, metadata: { name: '../guestbook' } }, 'metadata.name'],
    ['a name that begins with a dash', { ...GUESTBOOK, metadata: { name: '-x' } }, 'metadata.name'],
    ['a name that is too long', { ...GUESTBOOK, metadata: { name: 'a'.repeat(254) } }, 'metadata.name'],
    ['no source', { ...GUESTBOOK, spec: { destination: {} } }, 'spec.source'],
    ['an empty repository', { ...GUESTBOOK, spec: { ...GUESTBOOK.spec, source: { repoURL: '' } } }, 'spec.source.repoURL'],
    ['no destination', { ...GUESTBOOK, spec: { source: GUESTBOOK.spec.source } }, 'spec.destination'],
    ['a word for a boolean', { ...GUESTBOOK, spec: { ...GUESTBOOK.spec, syncPolicy: { automated: { prune: 'yes' } } } }, 'spec.syncPolicy.automated.prune'],
    ['a negative history', { ...GUESTBOOK, spec: { ...GUESTBOOK.spec, revisionHistoryLimit: -1 } }, 'spec.revisionHistoryLimit'],
    ['options that are no list', { ...GUESTBOOK, spec: { ...GUESTBOOK.spec, syncPolicy: { syncOptions: 'Validate=false' } } }, 'spec.syncPolicy.syncOptions'],
  ])('refuses %s, and says where', (_what, manifest, path) => {
    expect(applicationSchema.safeParse(manifest).error?.issues.map((issue) => issue.path.join('.'))).toEqual([path]);
  });

  it.each(['a', 'a.b', 'my-app-1', '0', 'a'.repeat(253)])('takes the name %s', (name) => {
    expect(applicationSchema.safeParse({ ...GUESTBOOK, metadata: { name } }).success).toBe(true);
  });
});

describe('durationMs', () => {
  it.each<[string | number | undefined, number | undefined]>([
    ['5s', 5_000],
    ['3m', 180_000],
    ['1h30m', 5_400_000],
    ['1.5m', 90_000],
    ['250ms', 250],
    ['1m0.5s', 60_500],
    ['10', 10_000],
    [10, 10_000],
    ['0s', 0],
    ['0', 0],
    [undefined, undefined],
    ['', undefined],
    ['5', 5_000],
    ['5 s', undefined],
    ['five', undefined],
    ['-5s', undefined],
    ['5d', undefined],
    ['s', undefined],
  ])('%o is %o', (text, milliseconds) => {
    expect(durationMs(text)).toBe(milliseconds);
  });
});

describe('policyOf', () => {
  it.each<[string, unknown, Record<string, string>, object]>([
    ['nothing', undefined, {}, { automated: false, selfHeal: false }],
    ['self-heal alone, by the annotation', undefined, { [SELF_HEAL]: 'true' }, { automated: false, selfHeal: true }],
    ['the annotation says no', undefined, { [SELF_HEAL]: 'false' }, { automated: false, selfHeal: false }],
    ['auto-sync that is off takes its self-heal along, as in Argo CD', { automated: { enabled: false, selfHeal: true } }, {}, { automated: false, selfHeal: false }],
    ['with auto-sync as well', { automated: {} }, { [SELF_HEAL]: 'true' }, { automated: true, selfHeal: true }],
    ['with auto-sync the spec says it', { automated: { selfHeal: true } }, {}, { automated: true, selfHeal: true }],
  ])('%s', (_what, syncPolicy, annotations, expected) => {
    const spec = applicationSpecSchema.parse({ source: { repoURL: 'x' }, destination: {}, syncPolicy });
    expect(policyOf({ spec, manifest: { metadata: { annotations } } })).toMatchObject(expected);
  });
});

it.each([
  ['https://wiki.example.com/shop', 'https://wiki.example.com/shop'],
  [' HTTP://wiki.example.com ', 'HTTP://wiki.example.com'],
  ['team-a', undefined],
  ['javascript:alert(1)', undefined],
  ['file:///etc/passwd', undefined],
  ['https://', undefined],
  ['see https://wiki.example.com', undefined],
])('a line of info, %o, leads to %o', (value, link) => expect(infoLink(value)).toBe(link));

describe('syncPolicyOf', () => {
  const policy = (syncPolicy: unknown) => syncPolicyOf(applicationSpecSchema.parse({ source: { repoURL: 'x' }, destination: {}, syncPolicy }));
  const DEFAULT_RETRY = { limit: 5, firstMs: 5_000, factor: 2, maxMs: 180_000 };

  it.each<[unknown, object]>([
    [undefined, { automated: false, prune: false, selfHeal: false, allowEmpty: false, retry: DEFAULT_RETRY }],
    [null, { automated: false }],
    [{}, { automated: false }],
    [{ automated: null }, { automated: false }],
    [{ automated: {} }, { automated: true, prune: false, selfHeal: false, allowEmpty: false }],
    [{ automated: { enabled: true } }, { automated: true }],
    [{ automated: { enabled: false, prune: true, selfHeal: true } }, { automated: false, prune: true, selfHeal: false }],
    [{ automated: { prune: true, selfHeal: true, allowEmpty: true } }, { automated: true, prune: true, selfHeal: true, allowEmpty: true }],
    [{ retry: null }, { retry: DEFAULT_RETRY }],
    [{ retry: { limit: 0 } }, { retry: { ...DEFAULT_RETRY, limit: 0 } }],
    [{ retry: { limit: -1 } }, { retry: { ...DEFAULT_RETRY, limit: -1 } }],
    [{ retry: { limit: 2, backoff: { duration: '10s', factor: 3, maxDuration: '1m' } } }, { retry: { limit: 2, firstMs: 10_000, factor: 3, maxMs: 60_000 } }],
    [{ retry: { backoff: { duration: 7 } } }, { retry: { ...DEFAULT_RETRY, firstMs: 7_000 } }],
    [{ retry: { backoff: { duration: 'soon' } } }, { retry: DEFAULT_RETRY }],
  ])('%o', (given, expected) => {
    expect(policy(given)).toMatchObject(expected);
  });

  it('has the options as a set', () => {
    expect([...policy({ syncOptions: ['A=1', 'B=2', 'A=1'] }).options]).toEqual(['A=1', 'B=2']);
    expect([...policy({ syncOptions: null }).options]).toEqual([]);
  });
});
