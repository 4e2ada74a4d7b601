import type { Dict } from '../model/values.ts';

const ROOT = '/apis/authorization.k8s.io/v1/';
const ALL = ['*'];

/** The answer to a review of one's own permissions: whoever has the token may do everything. Undefined for other paths. */
export function reviewAnswer(path: string, method: string): Dict | undefined {
  if (method !== 'POST') return undefined;
  if (path === `${ROOT}selfsubjectaccessreviews`) return review('SelfSubjectAccessReview', { allowed: true });
  if (path !== `${ROOT}selfsubjectrulesreviews`) return undefined;
  return review('SelfSubjectRulesReview', { incomplete: false, resourceRules: [{ verbs: ALL, apiGroups: ALL, resources: ALL }], nonResourceRules: [{ verbs: ALL, nonResourceURLs: ALL }] });
}

function review(kind: string, status: Dict): Dict {
  return { apiVersion: 'authorization.k8s.io/v1', kind, metadata: {}, spec: {}, status };
}
