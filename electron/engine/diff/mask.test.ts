import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../test/helpers/random.ts';
import type { KubeObject } from '../../../shared/model/kube.ts';
import { stringifyJson } from '../../../shared/model/json.ts';
import { diffResource } from './index.ts';
import { createMasker, hideValues, isSecret, maskDiff } from './mask.ts';
import { unifiedDiff } from './text.ts';

const mask = createMasker(new Uint8Array(32).fill(7));
const secret = (data?: Record<string, string>, more: Record<string, unknown> = {}): KubeObject => ({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 's', namespace: 'n' }, ...(data === undefined ? {} : { data }), ...more });
const masked = (live: KubeObject | undefined, predicted: KubeObject | undefined) => maskDiff(diffResource({ desired: predicted, live, ...(predicted === undefined ? {} : { predicted }) }), mask);

describe('createMasker', () => {
  it('gives equal values equal masks, and others others', () => {
    expect(mask('a')).toBe(mask('a'));
    expect(mask('a')).not.toBe(mask('b'));
    expect(mask('1')).not.toBe(mask(1));
    expect(mask('a')).toMatch(/^\(masked [0-9a-f]{8}\)$/);
  });

  it('gives other masks under another key', () => {
    expect(createMasker(new Uint8Array(32))('a')).not.toBe(mask('a'));
  });
});

describe('isSecret', () => {
  it.each([
    ['v1', 'Secret', true],
    ['v1', 'ConfigMap', false],
    ['example.com/v1', 'Secret', false],
    ['bitnami.com/v1alpha1', 'SealedSecret', false],
  ])('%s %s: %s', (apiVersion, kind, expected) => {
    expect(isSecret({ apiVersion, kind })).toBe(expected);
  });
});

describe('maskDiff', () => {
  it('shows which keys change, and which values are equal', () => {
    const diff = masked(secret({ user: 'YQ==', password: 'b2xk', copy: 'YQ==' }), secret({ user: 'YQ==', password: 'bmV3', copy: 'YQ==' }));
    expect(diff.changes).toEqual([{ path: '.data.password', before: mask('b2xk'), after: mask('bmV3') }]);
    expect(diff.live).toMatchObject({ data: { user: mask('YQ=='), copy: mask('YQ=='), password: mask('b2xk') } });
    expect(diff.predicted).toMatchObject({ data: { user: mask('YQ=='), copy: mask('YQ=='), password: mask('bmV3') } });
  });

  it.each<[string, KubeObject | undefined, KubeObject | undefined, object[]]>([
    ['a new Secret', undefined, secret({ a: 'x' }), [{ path: '.', after: secret({ a: mask('x') }) }]],
    ['one that goes', secret({ a: 'x' }), undefined, [{ path: '.', before: secret({ a: mask('x') }) }]],
    ['all data at once', secret(), secret({ a: 'x', b: 'y' }), [{ path: '.data', after: { a: mask('x'), b: mask('y') } }]],
    ['data that goes', secret({ a: 'x' }), secret(), [{ path: '.data', before: { a: mask('x') } }]],
    ['data that is no map', secret({ a: 'x' }), secret(undefined, { data: 'oops' }), [{ path: '.data', before: { a: mask('x') }, after: mask('oops') }]],
    ['a key that needs quotes', secret({ 'tls.crt': 'x' }), secret({ 'tls.crt': 'y' }), [{ path: '.data["tls.crt"]', before: mask('x'), after: mask('y') }]],
    ['a key that begins with a digit', secret({ '1': 'x' }), secret({}), [{ path: '.data["1"]', before: mask('x') }]],
    ['stringData', secret(undefined, { stringData: { a: 'x' } }), secret(undefined, { stringData: { a: 'y' } }), [{ path: '.stringData.a', before: mask('x'), after: mask('y') }]],
    ['a value that is a map', secret(undefined, { data: { a: { b: 'x' } } }), secret(undefined, { data: { a: { b: 'y' } } }), [{ path: '.data.a.b', before: mask('x'), after: mask('y') }]],
    ['what is no value stays readable', secret({}, { type: 'Opaque' }), secret({}, { type: 'tls', immutable: true }), [{ path: '.type', before: 'Opaque', after: 'tls' }, { path: '.immutable', after: true }]],
  ])('%s', (_what, live, predicted, changes) => {
    expect(masked(live, predicted).changes).toEqual(changes);
  });

  it('lets kubectl\'s copy of the values nowhere', () => {
    const annotated: KubeObject = { ...secret({ a: 'c2VjcmV0' }), metadata: { name: 's', annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{"data":{"a":"c2VjcmV0"}}' } } };
    expect(JSON.stringify(masked(annotated, secret({ a: 'bmV3' })))).not.toContain('c2VjcmV0');
  });
});

describe.each([31, 32])('random Secrets, seed %i', (seed) => {
  it('show no value anywhere, in JSON or as text', () => {
    const random = createRandom(seed);
    const keys = ['a', 'tls.crt', '0', 'b-c', '__proto__', 'constructor', '.dockerconfigjson'];
    for (let round = 0; round < 300; round++) {
      const values: string[] = [];
      const data = (): Record<string, string> =>
        Object.fromEntries(
          keys.filter(() => random.chance(0.5)).map((key) => {
            const value = values.length > 0 && random.chance(0.3) ? random.pick(values) : `value-${round}-${random.below(1_000_000)}-x`;
            values.push(value);
            return [key, value];
          }),
        );
      const object = () => (random.chance(0.2) ? undefined : secret(random.chance(0.9) ? data() : undefined, random.chance(0.3) ? { stringData: data() } : {}));
      const live = object();
      const diff = diffResource({ desired: object(), live });
      const shown = maskDiff(diff, mask);
      const text = stringifyJson(shown) + unifiedDiff(shown, 's');
      for (const value of values) expect(text).not.toContain(value);
      expect(shown.changes.map((change) => change.path)).toEqual(diff.changes.map((change) => change.path));
    }
  });
});

describe('hideValues', () => {
  const typed = 'failed to create typed patch object: .data.password: expected string, got &value.valueUnstructured{Value:12}';
  it.each<[string, KubeObject, string, string]>([
    ['a short number, as the server quotes it', secret(undefined, { data: { password: 12 } }), typed, 'failed to create typed patch object: .data.password: expected string, got something else (hidden)'],
    ['every line', secret(undefined, { data: { a: 1, b: 2 } }), 'errors:\n  .data.a: expected string, got &{1}\n  .data.b: expected string, got &{2}', 'errors:\n  .data.a: expected string, got something else (hidden)\n  .data.b: expected string, got something else (hidden)'],
    ['a value of several lines', secret(undefined, { data: 'first line\nsecond line' }), '.data: expected map, got &{first line\nsecond line}', '.data: expected map, got something else (hidden)'],
    ['a value anywhere', secret({ a: 'aHVudGVyMg==' }), 'policy: aHVudGVyMg== is not allowed', 'policy: (hidden) is not allowed'],
    ['a value decoded', secret({ a: 'aHVudGVyMg==' }), 'policy: "hunter2" is too weak', 'policy: "(hidden)" is too weak'],
    ['a value in stringData', secret(undefined, { stringData: { a: { b: ['hunter2'] } } }), 'hunter2 and hunter2', '(hidden) and (hidden)'],
    ['the longer value first', secret(undefined, { stringData: { a: 'pass', b: 'password' } }), 'password', '(hidden)'],
    ['nothing of other kinds', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: { a: 'hunter2' } }, 'hunter2, got &{1}', 'hunter2, got &{1}'],
    ['no other words', secret({ a: 'eA==' }), 'secrets "s" is forbidden: x', 'secrets "s" is forbidden: x'],
  ])('%s', (_what, object, text, expected) => {
    expect(hideValues(text, object)).toBe(expected);
  });
});
