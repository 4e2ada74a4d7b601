import { describe, expect, it } from 'vitest';
import type { ResourceKey } from './kube.ts';
import { isChosen, parseSelector, selectorOf } from './selection.ts';

const WEB: ResourceKey = { group: 'apps', kind: 'Deployment', namespace: 'n', name: 'web' };
const MAP: ResourceKey = { group: '', kind: 'ConfigMap', namespace: 'm', name: 'web' };
const ROLE: ResourceKey = { group: 'rbac.authorization.k8s.io', kind: 'ClusterRole', namespace: '', name: 'system:x' };
const parsed = (texts: readonly string[]) => texts.flatMap((text) => parseSelector(text) ?? []);

describe('what is chosen', () => {
  it.each<[readonly string[], readonly string[]]>([
    [['apps:Deployment:web'], ['web']],
    [[':ConfigMap:web'], ['map']],
    [[':ConfigMap:n/web'], []],
    [[':ConfigMap:m/web'], ['map']],
    [['*:*:web'], ['web', 'map']],
    [['*:*:*'], ['web', 'map', 'role']],
    [['*:*:*', '!:ConfigMap:*'], ['web', 'role']],
    [['!apps:Deployment:n/web'], ['map', 'role']],
    [['rbac.authorization.k8s.io:ClusterRole:system:x'], ['role']],
    [['apps:Deployment:web', '!apps:Deployment:web'], []],
    [['Apps:Deployment:web'], []],
  ])('%j: %j', (texts, names) => {
    expect(parsed(texts)).toHaveLength(texts.length);
    const all = { web: WEB, map: MAP, role: ROLE };
    expect(Object.entries(all).flatMap(([name, key]) => (isChosen(parsed(texts), key) ? [name] : []))).toEqual(names);
  });

  it.each(['', 'web', 'Deployment:web', 'apps:Deployment:', 'apps::web', 'apps:Deployment:a/b/c', 'apps:Deployment:/web'])('%j is no selector', (text) => {
    expect(parseSelector(text)).toBeUndefined();
  });

  it.each([WEB, MAP, ROLE])('the selector of $kind chooses it alone', (key) => {
    expect([WEB, MAP, ROLE].filter((other) => isChosen(parsed([selectorOf(key)]), other))).toEqual([key]);
  });
});
