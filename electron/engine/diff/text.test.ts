import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../../shared/model/json.ts';
import { parseJson } from '../../../shared/model/json.ts';
import type { KubeObject } from '../../../shared/model/kube.ts';
import { diffResource } from './index.ts';
import { unifiedDiff, yamlText } from './text.ts';

describe('yamlText', () => {
  it.each<[string, JsonValue, string]>([
    ['large integers as numbers', { a: 9007199254740993n, b: [-9007199254740993n] }, 'a: 9007199254740993\nb:\n  - -9007199254740993\n'],
    ['digits that are text as text', { a: '9007199254740993' }, "a: '9007199254740993'\n"],
    ['long lines unfolded', { a: 'word '.repeat(60).trim() }, `a: ${'word '.repeat(60).trim()}\n`],
    ['lines as a block', { a: 'one\ntwo\n' }, 'a: |\n  one\n  two\n'],
    ['one object twice without anchors', (() => { const shared = { x: 1 }; return { a: shared, b: shared }; })(), 'a:\n  x: 1\nb:\n  x: 1\n'],
    ['what is absent not at all', { a: undefined as unknown as JsonValue, b: 1 }, 'b: 1\n'],
    ['a field named __proto__', parseJson('{"__proto__":"x"}'), '__proto__: x\n'],
  ])('%s', (_what, value, text) => {
    expect(yamlText(value)).toBe(text);
  });
});

const map = (data: Record<string, JsonValue>): KubeObject => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace: 'prod', resourceVersion: '7' }, data });

describe('unifiedDiff', () => {
  const text = (live: KubeObject | undefined, desired: KubeObject | undefined) =>
    unifiedDiff(diffResource({ live, desired, ...(desired === undefined ? {} : { predicted: desired }) }), 'ConfigMap/n/a');

  it('of a change', () => {
    expect(text(map({ a: '1', b: 'x', c: 'x', d: 'x', e: 'x', f: '1' }), map({ a: '1', b: 'x', c: 'x', d: 'x', e: 'x', f: '2' }))).toBe(
      `--- live/ConfigMap/n/a
+++ git/ConfigMap/n/a
@@ -9,4 +9,4 @@
   c: x
   d: x
   e: x
-  f: '1'
+  f: '2'
`,
    );
  });

  it('of a new object', () => {
    expect(text(undefined, map({ a: '1' }))).toBe(`--- /dev/null
+++ git/ConfigMap/n/a
@@ -0,0 +1,7 @@
+apiVersion: v1
+kind: ConfigMap
+metadata:
+  name: a
+  namespace: prod
+data:
+  a: '1'
`);
  });

  it('of one that goes', () => {
    expect(text(map({ a: '1' }), undefined)).toBe(`--- live/ConfigMap/n/a
+++ /dev/null
@@ -1,7 +0,0 @@
-apiVersion: v1
-kind: ConfigMap
-metadata:
-  name: a
-  namespace: prod
-data:
-  a: '1'
`);
  });

  it('of integers that a double cannot tell apart', () => {
    expect(text(map({ a: 9007199254740993n }), map({ a: 9007199254740992n }))).toContain('\n-  a: 9007199254740993\n+  a: 9007199254740992\n');
  });

  it('of nothing is empty', () => {
    expect(text(map({ a: '1' }), map({ a: '1' }))).toBe('');
    expect(unifiedDiff({ basis: 'proof', changes: [] }, 'x')).toBe('');
  });
});
