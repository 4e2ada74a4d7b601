import type { Dict } from '../model/values.ts';

const ROOT = '/apis/authorization.k8s.io/v1/';

/** What a review of one's own permissions answers: whoever has the token may do everything. Undefined for other paths. */
export function reviewAnswer(path: string, method: string): Dict | undefined {
  if (method !== 'POST') return undefined;
  if (path === `${ROOT}selfsubjectaccessreviews`) return { allowed: true };
  if (path !== `${ROOT}selfsubjectrulesreviews`) return undefined;
  return { incomplete: false, resourceRules: [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }], nonResourceRules: [{ verbs: ['*'], nonResourceURLs: ['*'] }] };
}
