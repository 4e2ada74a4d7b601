import { describe, expect, it } from 'vitest';
import { locate } from './locate.ts';
import { parseYaml } from './yaml.ts';

const values = (text: string) => parseYaml(text).documents.map((document) => document.value);

describe('documents', () => {
  it.each<[string, string, readonly [document: number, line: number][]]>([
    ['one', 'a: 1\n', [[1, 1]]],
    ['a separator first', '---\na: 1\n', [[1, 2]]],
    ['comments before', '# hello\n\n---\n# more\na: 1\n', [[1, 5]]],
    ['several', 'a: 1\n---\nb: 2\n--- # three\nc: 3\n', [[1, 1], [2, 3], [3, 5]]],
    ['empty ones between', 'a: 1\n---\n---\n# nothing\n---\nb: 2\n', [[1, 1], [4, 6]]],
    ['a trailing separator', 'a: 1\n---\n', [[1, 1]]],
    ['CRLF', 'a: 1\r\n---\r\nb: 2\r\n', [[1, 1], [2, 3]]],
    ['a byte order mark', '\ufeffa: 1\n', [[1, 1]]],
    ['a directive', '%YAML 1.1\n---\na: 1\n', [[1, 3]]],
    ['content on the separator line', '--- {a: 1}\n', [[1, 1]]],
    ['an end marker', 'a: 1\n...\n---\nb: 2\n', [[1, 1], [2, 4]]],
    ['dashes that separate nothing', 'a: |\n  x\n  ---\n  y\nb: ---x\n', [[1, 1]]],
    ['nothing', '', []],
    ['only comments', '# a\n# b', []],
    ['only null', '~\n', []],
  ])('%s', (_what, text, expected) => {
    const parsed = parseYaml(text);
    expect(parsed.problems).toEqual([]);
    expect(parsed.documents.map(({ document, line }) => [document, line])).toEqual(expected);
  });

  it('keep their text in CRLF files', () => {
    expect(values('a: |\r\n  x\r\n  y\r\nb: 1\r\n')).toEqual([{ a: 'x\ny\n', b: 1 }]);
  });
});

describe('problems name their line', () => {
  it.each<[string, string, number, string]>([
    ['tabs', 'a:\n\tb: 1\n', 2, 'tab characters'],
    ['a colon too many', 'x: 1\na: b: c\n', 2, 'mapping entry'],
    ['a quote that is not closed', 'a: 1\nb: "x\n', 2, ''],
    ['a key twice', 'a: 1\nb:\n  c: 1\n  d: 1\n  c: 2\n', 5, 'the key "c" is there twice'],
    ['keys that become equal', 'on: 1\ntrue: 2\n', 2, 'the key "true" is there twice'],
    ['infinity', 'a: 1\nb: .inf\n', 2, 'JSON'],
    ['a null key', 'a: 1\n~: 2\n', 2, 'null'],
    ['a template', 'a:\n  b: {{ .Values.x }}\n', 2, 'template'],
    ['an unknown alias', 'a: *x\n', 1, '*x'],
    ['an anchor in itself', 'a: &x\n  b: *x\n', 2, 'contains itself'],
    ['a merge of a scalar', 'a: 1\n<<: 3\n', 2, 'merge key'],
    ['the second document', 'a: 1\n---\n# c\nb: [1\n', 4, ''],
  ])('%s', (_what, text, line, words) => {
    const { problems } = parseYaml(text);
    expect(problems).toHaveLength(1);
    expect(problems[0]?.message).toContain(words);
    expect(problems[0]?.line).toBe(line);
  });

  it('and one does not hide the others', () => {
    const { documents, problems } = parseYaml('a: 1\n---\nb: [\n---\nc: 1\n---\nd: 1\nd: 2\n');
    expect(documents.map((document) => document.document)).toEqual([1, 3]);
    expect(problems.map((problem) => [problem.document, problem.line])).toEqual([[2, 3], [4, 8]]);
  });
});

describe('aliases', () => {
  it('are copies', () => {
    const [value] = values('a: &x {b: [1]}\nc: *x\n') as [{ a: unknown; c: unknown }];
    expect(value.c).toEqual(value.a);
    expect(value.c).not.toBe(value.a);
  });

  it('may be redefined, and end with their document', () => {
    expect(values('a: &x 1\nb: *x\nc: &x 2\nd: *x\n')).toEqual([{ a: 1, b: 1, c: 2, d: 2 }]);
    expect(parseYaml('a: &x 1\n---\nb: *x\n').problems).toHaveLength(1);
  });

  it('may be keys', () => {
    expect(values('a: &x name\n*x : 1\n')).toEqual([{ a: 'name', name: 1 }]);
  });

  it('cannot expand without end', () => {
    let text = 'a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n';
    for (let level = 1; level < 12; level++) text += `a${level}: &a${level} [${Array.from({ length: 10 }, () => `*a${level - 1}`).join(', ')}]\n`;
    expect(parseYaml(text).problems[0]?.message).toContain('expand to more than');
    let merges = 'm0: &m0 {a: 1}\n';
    for (let level = 1; level < 40; level++) merges += `m${level}: &m${level} {x: *m${level - 1}, y: *m${level - 1}}\n`;
    expect(parseYaml(merges).problems[0]?.message).toContain('expand to more than');
  });

  it('cannot nest without end', () => {
    let text = 'a0: &a0 [x]\n';
    for (let level = 1; level < 400; level++) text += `a${level}: &a${level} [[[*a${level - 1}]]]\n`;
    expect(parseYaml(text).problems[0]?.message).toMatch(/nest deeper|expand to more/);
    expect(parseYaml(`${'['.repeat(2000)}${']'.repeat(2000)}`).problems).toHaveLength(1);
  });
});

it('a key called __proto__ is only a key', () => {
  const [value] = values('__proto__: {polluted: 1}\na: 1\n') as [Record<string, unknown>];
  expect(Object.keys(value)).toEqual(['__proto__', 'a']);
  expect('polluted' in {}).toBe(false);
  expect(value['polluted']).toBeUndefined();
});

describe('locate', () => {
  const text = `# comment
kind: A
---
kind: Deployment
metadata:
  name: web
  labels: {a: b,
    c: d, on: e}
spec:
  containers:
    - name: one
      image: x
    -
      name: two
      args:
      - a
      - b
  same: &s
    k: v
  other: *s
`;
  it.each<[number, readonly (string | number)[], number | undefined]>([
    [1, ['kind'], 2],
    [2, [], 4],
    [2, ['kind'], 4],
    [2, ['metadata', 'name'], 6],
    [2, ['metadata', 'labels', 'c'], 8],
    [2, ['metadata', 'labels', 'true'], 8],
    [2, ['spec', 'containers', 0], 11],
    [2, ['spec', 'containers', 0, 'image'], 12],
    [2, ['spec', 'containers', 1, 'name'], 14],
    [2, ['spec', 'containers', 1, 'args', 1], 17],
    [2, ['spec', 'other', 'k'], 20],
    [2, ['spec', 'missing', 'x'], 9],
    [2, ['spec', 'containers', 7, 'x'], 10],
    [3, ['kind'], undefined],
  ])('document %i, %j', (document, path, line) => {
    expect(locate(text, document, path)).toBe(line);
  });

  it('knows nothing of a document that does not parse', () => {
    expect(locate('a: [', 1, ['a'])).toBeUndefined();
  });
});
