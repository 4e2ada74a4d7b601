/** A condition on a jq path of the object. */
export interface Requirement {
  readonly key: string;
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
  readonly values?: readonly string[];
}

/** What is done to it: its status replaced, itself deleted, or another object applied. */
export interface Next {
  readonly statusTemplate?: string;
  readonly delete?: boolean;
}

/** One of kwok's stages: when an object of this kind is so, do that, perhaps later. */
export function stage(kind: string, name: string, when: readonly Requirement[], next: Next, delayMs = 0): object {
  return {
    apiVersion: 'kwok.x-k8s.io/v1alpha1',
    kind: 'Stage',
    metadata: { name },
    spec: {
      resourceRef: { apiGroup: 'v1', kind },
      selector: { matchExpressions: when },
      ...(delayMs === 0 ? {} : { delay: { durationMilliseconds: delayMs } }),
      next,
    },
  };
}
