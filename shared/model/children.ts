import type { GroupKind, ResourceKey } from './kube.ts';

/**
 * Applications and projects that an application renders (Argo CD's "app of apps"). They are Drydock's own: files of its
 * home, and no objects of a cluster. A home has no namespaces, which tells their keys from those of Argo CD's objects.
 */
const GROUP = 'argoproj.io';
const KINDS = ['Application', 'AppProject'] as const;
export type ChildKind = (typeof KINDS)[number];

/** True for a kind that a home holds. */
export function isChildKind({ group, kind }: GroupKind): boolean {
  return group === GROUP && KINDS.some((known) => known === kind);
}

/** True for the key of a file of the home. */
export function isChildKey(key: ResourceKey): boolean {
  return isChildKind(key) && key.namespace === '';
}

/** The key of a file of the home. */
export function childKey(kind: ChildKind, name: string): ResourceKey {
  return { group: GROUP, kind, namespace: '', name };
}

/** The name of the application that a key stands for; undefined for everything else. */
export function childApplication(key: ResourceKey): string | undefined {
  return isChildKey(key) && key.kind === 'Application' ? key.name : undefined;
}
