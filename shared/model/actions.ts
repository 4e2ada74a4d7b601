import type { ResourceKey } from './kube.ts';

/** Something that can be done with an object, as a script of Argo CD says (argo-cd types.go, ResourceAction). */
export interface ResourceAction {
  readonly name: string;
  /** For people, where the script has another word for it. */
  readonly displayName?: string;
  /** Not for this object as it is now. */
  readonly disabled: boolean;
}

/** What one action did to one object. */
export interface ActionResult {
  readonly key: ResourceKey;
  readonly operation: 'patched' | 'created' | 'unchanged';
}
