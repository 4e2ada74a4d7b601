import { describe, expect, it } from 'vitest';
import { DrydockError } from '../../../shared/model/errors.ts';
import type { DirectoryInput, Rendering } from './directory.ts';
import { detectSourceType, renderDirectory } from './index.ts';

const render = (files: Readonly<Record<string, string | Uint8Array>>, options: Partial<DirectoryInput> = {}): Rendering =>
  renderDirectory({ path: 'apps', files: Object.entries(files).map(([name, bytes]) => ({ path: `apps/${name}`, bytes })), ...options });

function problemsOf(files: Readonly<Record<string, string | Uint8Array>>, options: Partial<DirectoryInput> = {}): string[] {
  try {
    render(files, options);
  } catch (error) {
    if (!(error instanceof DrydockError)) throw error;
    expect(error.code).toBe('render-invalid');
    return error.message.split('\n').slice(1);
  }
  throw new Error('it was rendered');
}

const config = (name: string): string => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n`;
const names = (rendering: Rendering): (string | undefined)[] => rendering.manifests.map((manifest) => manifest.object.metadata.name);
const origins = (rendering: Rendering): string[] => rendering.manifests.map(({ origin }) => `${origin.file} ${origin.document} ${origin.line}`);

describe('files', () => {
  const files = { 'b.yaml': config('b'), 'a.yml': `${config('a1')}---\n${config('a2')}`, 'c.json': '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c"}}', 'sub/d.yaml': config('d'), 'readme.md': 'x', 'e.yaml.txt': config('e') };

  it('come in a fixed order, each with its origin', () => {
    expect(origins(render(files))).toEqual(['a.yml 1 1', 'a.yml 2 6', 'b.yaml 1 1', 'c.json 1 1']);
    expect(names(render(files, { recurse: true }))).toEqual(['a1', 'a2', 'b', 'c', 'd']);
  });

  it('are chosen by include and exclude', () => {
    expect(names(render(files, { recurse: true, include: '*.yaml' }))).toEqual(['b', 'd']);
    expect(names(render(files, { recurse: true, exclude: '{sub/*,a.yml}' }))).toEqual(['b', 'c']);
    expect(names(render(files, { recurse: true, include: '*.yaml', exclude: 'b*' }))).toEqual(['d']);
    expect(names(render(files, { include: '' }))).toEqual(['a1', 'a2', 'b', 'c']);
    expect(() => render(files, { include: '{' })).toThrow('is not a glob');
  });

  it('outside the folder are no part of it', () => {
    const rendering = renderDirectory({ path: './apps/', recurse: true, files: [{ path: 'apps/a.yaml', bytes: config('a') }, { path: 'apps2/b.yaml', bytes: config('b') }] });
    expect(names(rendering)).toEqual(['a']);
    expect(names(renderDirectory({ path: '.', files: [{ path: 'a.yaml', bytes: config('a') }] }))).toEqual(['a']);
  });

  it('with the marker are skipped, whatever is in them', () => {
    expect(names(render({ 'a.yaml': config('a'), 'b.yaml': '# +argocd:skip-file-rendering\n{{ template }}\n' }))).toEqual(['a']);
  });

  it('of Jsonnet are named', () => {
    expect(render({ 'a.jsonnet': '{}' }, { others: ['apps/b.libsonnet', 'other/c.jsonnet'] }).warnings).toEqual([
      'a.jsonnet is Jsonnet, which is not supported; it was left out.',
      'b.libsonnet is Jsonnet, which is not supported; it was left out.',
    ]);
  });

  it('may be bytes with a byte order mark', () => {
    expect(names(render({ 'a.yaml': new TextEncoder().encode(`\ufeff${config('ä')}`) }))).toEqual(['ä']);
  });

  it('that are not UTF-8 are refused', () => {
    expect(problemsOf({ 'a.yaml': Uint8Array.of(0xff, 0xfe, 0x61, 0), 'b.yaml': Uint8Array.of(0x61, 0xff) })).toEqual([
      'a.yaml:1: the file is UTF-16; save it as UTF-8',
      'b.yaml:1: the file is not valid UTF-8',
    ]);
  });

  it('of JSON are JSON', () => {
    expect(problemsOf({ 'a.json': 'a: 1', 'b.json': '{\n  "a": 1,\n}\n', 'c.json': '{}{}', 'd.json': '{"a": 1,\n "a": 2}' }).map((line) => line.split(':', 2).join(':'))).toEqual([
      'a.json:1', 'b.json:3', 'c.json:1', 'd.json:2',
    ]);
    expect(render({ 'a.json': '{\n\t"apiVersion": "v1",\n\t"kind": "X",\n\t"metadata": {"name": "a\\ud83d\\ude00\\/"}\n}' }).manifests[0]?.object.metadata.name).toBe('a😀/');
    expect(names(render({ 'a.json': '' }))).toEqual([]);
  });
});

describe('lists', () => {
  it('are unpacked, each item with its line', () => {
    const list = `apiVersion: v1\nkind: List\nitems:\n- ${config('a').replaceAll('\n', '\n  ').trim()}\n-\n  ${config('b').replaceAll('\n', '\n  ').trim()}\n`;
    const rendering = render({ 'a.yaml': list });
    expect(names(rendering)).toEqual(['a', 'b']);
    expect(origins(rendering)).toEqual(['a.yaml 1 4', 'a.yaml 1 9']);
  });

  it('of a kind lend it to their items, and may nest', () => {
    const rendering = render({
      'a.yaml': 'apiVersion: v1\nkind: ConfigMapList\nitems:\n- metadata: {name: a}\n- {apiVersion: v1, kind: List, items: [{apiVersion: v1, kind: X, metadata: {name: b}}]}\n',
      'b.yaml': 'apiVersion: v1\nkind: List\nitems: []\n---\napiVersion: v1\nkind: List\nitems:\n',
      'c.yaml': 'apiVersion: example.com/v1\nkind: AllowList\nmetadata: {name: c}\nspec: {}\n',
    });
    expect(rendering.manifests.map(({ object }) => `${object.kind} ${object.metadata.name}`)).toEqual(['ConfigMap a', 'X b', 'AllowList c']);
    expect(rendering.manifests[0]?.object.apiVersion).toBe('v1');
  });

  it('name the line of a broken item', () => {
    expect(problemsOf({ 'a.yaml': 'apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: X\n  metadata:\n    name: 1\n' })).toEqual([
      'a.yaml:7: metadata.name is the number 1, not a string; put it in quotes',
    ]);
  });
});

describe('what is no Kubernetes object', () => {
  it('is left out with a warning', () => {
    const rendering = render({ 'a.yaml': `${config('a')}---\nfoo: bar\n---\n- 1\n---\ntext\n`, 'values.yaml': 'replicas: 1\n' });
    expect(names(rendering)).toEqual(['a']);
    expect(rendering.warnings.map((warning) => warning.split(': the')[0])).toEqual(['a.yaml:6', 'a.yaml:8', 'a.yaml:10', 'values.yaml:1']);
  });
});

describe('every problem is listed', () => {
  it('with file, line and field', () => {
    expect(
      problemsOf({
        'a.yaml': 'kind: A\nmetadata: {name: x}\n---\napiVersion: v1\nmetadata: {name: x}\n---\napiVersion: v1\nkind: C\n---\napiVersion: v1\nkind: D\nmetadata:\n  labels: {}\n',
        'b.yaml': 'apiVersion: v1\nkind: B\nmetadata:\n  name: 2026\n  namespace: [a]\n  labels:\n    ok: "1"\n    version: 1.10\n    on: yes\n  annotations:\n    empty:\n',
        'c.yaml': 'a: [\n',
        'd.yaml': 'apiVersion: 1\nkind: {}\nmetadata: x\n',
        'e.yaml': 'apiVersion: v1\nkind: E\nmetadata:\n  generateName: e-\n  labels: x\n',
      }),
    ).toEqual([
      'a.yaml:1: document 1: apiVersion is missing',
      'a.yaml:4: document 2: kind is missing',
      'a.yaml:8: document 3: metadata.name is missing',
      'a.yaml:12: document 4: metadata.name is missing',
      'b.yaml:4: metadata.name is the number 2026, not a string; put it in quotes',
      'b.yaml:5: metadata.namespace is a list, not a string; put it in quotes',
      'b.yaml:8: metadata.labels["version"] is the number 1.1, not a string; put it in quotes',
      'b.yaml:9: metadata.labels["true"] is the boolean true, not a string; put it in quotes',
      'b.yaml:11: metadata.annotations["empty"] is empty, not a string; put it in quotes',
      expect.stringContaining('c.yaml:1:'),
      'd.yaml:1: apiVersion is the number 1, not a string',
      'd.yaml:2: kind is a mapping, not a string',
      'd.yaml:3: metadata is the text "x", not a mapping',
      'e.yaml:5: metadata.labels is the text "x", not a mapping',
    ]);
  });

  it('and Kustomize\'s own files are named as such', () => {
    expect(problemsOf({ 'kustomization.yaml': 'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n' })[0]).toContain('a file of Kustomize');
  });
});

describe('limits', () => {
  it('name the file', () => {
    expect(() => render({ 'a.yaml': config('a'), 'b.yaml': config('b') }, { limits: { maxBytes: 80 } })).toThrow('reached at b.yaml');
    expect(() => render({ 'a.yaml': config('a') }, { limits: { maxFileBytes: 10 } })).toThrow('a.yaml has');
  });
});

it.each<[readonly string[], string, string]>([
  [['apps/a.yaml'], 'apps', 'Directory'],
  [['apps/kustomization.yaml'], 'apps', 'Kustomize'],
  [['apps/kustomization.yml'], './apps/', 'Kustomize'],
  [['Kustomization'], '.', 'Kustomize'],
  [['apps/Chart.yaml', 'apps/kustomization.yaml'], 'apps', 'Helm'],
  [['apps/sub/Chart.yaml', 'apps2/Chart.yaml'], 'apps', 'Directory'],
])('%j in %s is %s', (paths, folder, type) => {
  expect(detectSourceType(paths, folder)).toBe(type);
});
