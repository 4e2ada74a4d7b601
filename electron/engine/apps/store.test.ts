import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ApplicationStore } from './store.ts';
import { createApplicationStore } from './store.ts';

let home: string;
let store: ApplicationStore;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'drydock-store-'));
  store = createApplicationStore(home);
});
afterEach(() => rm(home, { recursive: true, force: true }));

const folder = () => join(home, 'applications');
const fileOf = (name: string) => join(folder(), name);
async function put(name: string, text: string): Promise<string> {
  await mkdir(folder(), { recursive: true });
  await writeFile(fileOf(name), text);
  return fileOf(name);
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const yaml = (name = 'shop', more = '') => `# The shop, owned by team A.
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: ${name} # its name
  finalizers:
    - resources-finalizer.argocd.argoproj.io
spec:
  project: default
  source:
    repoURL: https://example.com/shop.git # moved last year
    path: deploy
    kustomize: {namePrefix: prod-}
  destination:
    name: kind
    namespace: shop
  ignoreDifferences:
    - kind: Deployment
${more}`;

describe('create', () => {
  it('writes a file with everything in it, and a uid of its own', async () => {
    const application = await store.create(yaml(), 'test');
    expect(application).toMatchObject({ name: 'shop', file: fileOf('shop.yaml'), spec: { source: { repoURL: 'https://example.com/shop.git' }, project: 'default' } });
    expect(application.uid).toMatch(UUID);
    const text = await readFile(fileOf('shop.yaml'), 'utf8');
    for (const part of ['# The shop, owned by team A.', '# its name', '# moved last year', 'namePrefix: prod-', 'ignoreDifferences', 'resources-finalizer', `uid: ${application.uid}`]) expect(text).toContain(part);
    expect(await store.get('shop')).toMatchObject({ uid: application.uid });
    expect(await readdir(folder())).toEqual(['shop.yaml']);
  });

  it('warns of what has no effect', async () => {
    expect((await store.create(yaml(), 'test')).warnings).toEqual(['spec.source.kustomize is kept, but has no effect here yet.']);
  });

  const listed = (...urls: readonly string[]) => yaml().replace(/  source:\n(.*\n){3}/, `  sources:\n${urls.map((url) => `    - repoURL: ${url} # of ${url}\n      ref: values\n`).join('')}`);

  it('keeps several sources, and says that they are not supported', async () => {
    const application = await store.create(listed('https://a', 'https://b'), 'test');
    expect(application.warnings).toContain('spec.sources: Several sources are not supported yet. All of them are kept in the file.');
    expect(application.spec.source).toMatchObject({ repoURL: 'https://a' });
    const text = await readFile(fileOf('shop.yaml'), 'utf8');
    for (const part of ['- repoURL: https://a # of https://a', '- repoURL: https://b # of https://b', 'ref: values']) expect(text).toContain(part);
    expect(text).not.toContain('source:');
    await expect(store.set('shop', [{ path: ['spec', 'source', 'path'], value: 'x' }])).rejects.toMatchObject({ code: 'usage' });
  });

  it('takes a list of one source for the source', async () => {
    const application = await store.create(listed('https://a'), 'test');
    expect(application.warnings.filter((warning) => warning.includes('Several'))).toEqual([]);
    const changed = await store.set('shop', [{ path: ['spec', 'source', 'path'], value: 'x' }]);
    expect(changed.spec.source).toMatchObject({ repoURL: 'https://a', path: 'x' });
    expect(await readFile(fileOf('shop.yaml'), 'utf8')).not.toContain('source:');
  });

  it('never takes a uid over', async () => {
    const text = yaml().replace('  name: shop', '  uid: 11111111-1111-4111-8111-111111111111\n  name: shop');
    expect((await store.create(text, 'test')).uid).not.toContain('1111');
    expect(await readFile(fileOf('shop.yaml'), 'utf8')).not.toContain('11111111');
  });

  it.each(['shop.yaml', 'shop.yml'])('refuses a name that is taken by %s, and leaves that file', async (name) => {
    await put(name, 'broken: [');
    await expect(store.create(yaml(), 'test')).rejects.toMatchObject({ code: 'already-exists', message: expect.stringContaining(name) });
    expect(await readdir(folder())).toEqual([name]);
    expect(await readFile(fileOf(name), 'utf8')).toBe('broken: [');
  });

  it.each<[string, string, RegExp]>([
    ['broken YAML', yaml('shop', '  bad: [\n'), /^test:\d+: this is not valid YAML/],
    ['a list', '- a\n', /no YAML mapping/],
    ['nothing', '', /no YAML mapping/],
    ['sources that are no list', yaml().replace('  source:', '  sources:'), /spec\.source: /],
    ['a wrong value', yaml().replace('project: default', 'project: [x]'), /^test:9: spec\.project: /],
    ['a missing value', yaml().replace('    repoURL: https://example.com/shop.git # moved last year\n', ''), /^test:\d+: spec\.source\.repoURL: /],
    ['another kind', yaml().replace('kind: Application', 'kind: AppProject'), /^test:3: kind: kind must be Application/],
    ['a name that leads elsewhere', yaml('../../etc'), /^test:5: metadata\.name: /],
    ['several problems', yaml().replace('kind: Application', 'kind: X').replace('project: default', 'project: 5'), /test:3: kind[^\n]*\ntest:9: spec\.project/],
  ])('refuses %s, and says where', async (_what, text, message) => {
    await expect(store.create(text, 'test')).rejects.toMatchObject({ code: 'application-invalid', message: expect.stringMatching(message) });
    await expect(readdir(folder())).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

describe('reading', () => {
  it('gives a file without a uid one, and keeps the rest', async () => {
    const file = await put('shop.yaml', yaml());
    const first = await store.get('shop');
    expect(first.uid).toMatch(UUID);
    expect(await readFile(file, 'utf8')).toContain('# moved last year');
    expect((await createApplicationStore(home).get('shop')).uid).toBe(first.uid);
    expect(await readdir(folder())).toEqual(['shop.yaml']);
  });

  it('leaves a file that has one as it is', async () => {
    const text = yaml().replace('  name: shop', '  name: shop\n  uid: "some-uid"   ');
    await put('shop.yaml', text);
    expect((await store.get('shop')).uid).toBe('some-uid');
    expect(await readFile(fileOf('shop.yaml'), 'utf8')).toBe(text);
  });

  it('takes .yml as well', async () => {
    const file = await put('shop.yml', yaml());
    expect(await store.get('shop')).toMatchObject({ name: 'shop', file });
    await store.remove('shop');
    expect(await readdir(folder())).toEqual([]);
  });

  it('lists by name, broken ones apart, and leaves these alone', async () => {
    await store.create(yaml('b'), 'test');
    await store.create(yaml('a'), 'test');
    await put('wrong-name.yaml', yaml('other'));
    await put('broken.yaml', 'a: [\n');
    await put('large.yaml', `# ${'x'.repeat(1_000_000)}\n${yaml('large')}`);
    await put('a.yml', yaml('a'));
    await put('notes.txt', 'mine');
    await put('.hidden.yaml', yaml('hidden'));
    const before = await Promise.all((await readdir(folder())).map((name) => readFile(fileOf(name), 'utf8')));
    const { applications, broken } = await store.list();
    expect(applications.map((application) => application.name)).toEqual(['a', 'b']);
    expect(broken.map(({ name, error }) => [name, error.code, error.message])).toEqual([
      ['a', 'application-invalid', expect.stringContaining('stands in')],
      ['broken', 'application-invalid', expect.stringMatching(/broken\.yaml:2: this is not valid YAML/)],
      ['large', 'application-invalid', expect.stringContaining('larger than 1 MB')],
      ['wrong-name', 'application-invalid', expect.stringContaining('metadata.name is "other", but the file is named after "wrong-name"')],
    ]);
    const after = await Promise.all((await readdir(folder())).map((name) => readFile(fileOf(name), 'utf8')));
    expect(after.length).toBe(before.length);
    await expect(store.get('broken')).rejects.toMatchObject({ code: 'application-invalid' });
  });

  it('finds nothing where there is nothing', async () => {
    expect(await store.list()).toEqual({ applications: [], broken: [] });
    await expect(store.get('shop')).rejects.toMatchObject({ code: 'not-found' });
    await expect(store.remove('shop')).rejects.toMatchObject({ code: 'not-found' });
  });

  it.each(['../shop', '..', 'a/b', '', '.hidden', 'Shop'])('never looks outside its folder: %j', async (name) => {
    await writeFile(join(home, 'shop.yaml'), yaml());
    await mkdir(folder());
    await expect(store.get(name)).rejects.toMatchObject({ code: 'not-found' });
    await expect(store.remove(name)).rejects.toMatchObject({ code: 'not-found' });
    expect(await readFile(join(home, 'shop.yaml'), 'utf8')).toBe(yaml());
  });
});


describe('edits', () => {
  it('sets and removes fields, and keeps comments, the uid and everything else', async () => {
    const { uid } = await store.create(yaml(), 'test');
    const edited = await store.set('shop', [
      { path: ['spec', 'syncPolicy', 'automated'], value: { prune: true } },
      { path: ['spec', 'source', 'kustomize'], value: null },
    ]);
    expect(edited).toMatchObject({ uid, spec: { syncPolicy: { automated: { prune: true } } } });
    const text = await readFile(fileOf('shop.yaml'), 'utf8');
    expect(text).toContain('# moved last year');
    expect(text).not.toContain('kustomize');
    await store.set('shop', [{ path: ['spec', 'syncPolicy', 'automated'], value: null }]);
    expect((await store.get('shop')).spec.syncPolicy).toEqual({});
  });

  it.each([
    ['what is no application any more', [{ path: ['spec', 'source', 'repoURL'], value: '' }], /spec\.source\.repoURL: the repository URL is missing/],
    ['another name', [{ path: ['metadata', 'name'], value: 'other' }], /keeps its name, "shop"/],
  ] as const)('refuses %s and leaves the file', async (_name, changes, message) => {
    await store.create(yaml(), 'test');
    const before = await readFile(fileOf('shop.yaml'), 'utf8');
    await expect(store.set('shop', changes)).rejects.toMatchObject({ code: 'application-invalid', message: expect.stringMatching(message) });
    expect(await readFile(fileOf('shop.yaml'), 'utf8')).toBe(before);
  });

  it('replaces a text that is still the one that was edited, keeps the uid, and refuses one that is not', async () => {
    const { uid } = await store.create(yaml(), 'test');
    const { yaml: base } = await store.read('shop');
    const text = base.replace('namespace: shop', 'namespace: other').replace(uid, 'f0000000-0000-4000-8000-000000000000');
    expect(await store.replace('shop', text, base)).toMatchObject({ uid, spec: { destination: { namespace: 'other' } } });
    expect((await store.get('shop')).uid).toBe(uid);
    await expect(store.replace('shop', text, base)).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('shop.yaml') });
  });

  it('lets a broken file be corrected', async () => {
    await put('shop.yaml', 'kind: [');
    await store.replace('shop', yaml(), 'kind: [');
    expect((await store.get('shop')).uid).toMatch(UUID);
  });

  it('checks a text without storing it', async () => {
    expect(store.check(yaml(), 'the form')).toMatchObject({ name: 'shop', file: 'the form' });
    expect(() => store.check('a: 1', 'the form')).toThrow(/the form.*apiVersion/s);
    expect((await store.list()).applications).toEqual([]);
  });
});
