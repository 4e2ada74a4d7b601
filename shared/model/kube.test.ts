import { describe, expect, it } from 'vitest';
import type { JsonValue } from './json.ts';
import { groupOf, isKubeObject, keyOf, keyText, keyWords, versionOf } from './kube.ts';

describe('names of kinds and objects', () => {
  it.each([
    ['v1', '', 'v1'],
    ['apps/v1', 'apps', 'v1'],
    ['networking.k8s.io/v1', 'networking.k8s.io', 'v1'],
    ['example.com/v1alpha1', 'example.com', 'v1alpha1'],
  ])('%s', (apiVersion, group, version) => {
    expect(groupOf(apiVersion)).toBe(group);
    expect(versionOf(apiVersion)).toBe(version);
  });

  it.each([
    [{ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web', namespace: 'default' } }, 'apps/Deployment/default/web', 'Deployment default/web'],
    [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'a' } }, '/Namespace//a', 'Namespace a'],
    [{ apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: { name: 'i', namespace: 'n' } }, 'networking.k8s.io/Ingress/n/i', 'Ingress n/i'],
    [{ apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name: 'x', namespace: 'ns' } }, 'example.com/Widget/ns/x', 'Widget.example.com ns/x'],
    [{ apiVersion: 'v1', kind: 'Pod', metadata: {} }, '/Pod//', 'Pod '],
  ])('%o', (object, text, words) => {
    expect(keyText(keyOf(object))).toBe(text);
    expect(keyWords(keyOf(object))).toBe(words);
  });

  it('versions of one kind are one object', () => {
    const at = (apiVersion: string) => keyText(keyOf({ apiVersion, kind: 'HorizontalPodAutoscaler', metadata: { name: 'h', namespace: 'n' } }));
    expect(at('autoscaling/v2')).toBe(at('autoscaling/v1'));
  });
});

describe('isKubeObject', () => {
  it.each<[JsonValue | undefined, boolean]>([
    [{ apiVersion: 'v1', kind: 'Pod', metadata: {} }, true],
    [{ apiVersion: 'v1', kind: 'Pod' }, false],
    [{ apiVersion: 1, kind: 'Pod', metadata: {} }, false],
    [{ apiVersion: 'v1', kind: null, metadata: {} }, false],
    [{ apiVersion: 'v1', kind: 'Pod', metadata: [] }, false],
    [[], false],
    [null, false],
    [undefined, false],
  ])('%o: %s', (value, expected) => {
    expect(isKubeObject(value)).toBe(expected);
  });
});
