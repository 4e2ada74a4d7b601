import type { ContextInfo } from '../../../shared/model/context.ts';
import type { SaidDestination, SettledDestination } from '../../../shared/model/destination.ts';
import { saidWords } from '../../../shared/model/destination.ts';
import type { Choice } from './bindings.ts';

/**
 * The cluster in which an Argo CD runs, by its two names (argo-cd pkg/apis/application/v1alpha1/types.go,
 * KubernetesInternalAPIServerAddr and KubernetesInClusterName). Which one that is no kubeconfig knows.
 */
export const IN_CLUSTER_NAME = 'in-cluster';
export const IN_CLUSTER_SERVER = 'https://kubernetes.default.svc';

/**
 * Settles a destination. What a person chose for exactly this destination counts first, so that a context that appears
 * later moves nothing by itself; then a context of the name; then the only one that has the server.
 */
export function settleDestination(said: SaidDestination, contexts: readonly Pick<ContextInfo, 'name' | 'server'>[], choice: Choice | undefined): SettledDestination {
  const { name = '', server = '' } = said;
  const words = saidWords(said);
  const nobody = (why: string): SettledDestination => ({ by: 'nobody', said: words, why });
  if (choice !== undefined) {
    if (contexts.some((context) => context.name === choice.context)) return { by: 'choice', said: words, ...choice };
    return { by: 'nobody', said: words, chosen: choice.context, why: `the context ${choice.context}, which was chosen for ${destinationWords(said)}, is not in the kubeconfig any more` };
  }
  if (contexts.some((context) => context.name === name)) return { by: 'name', said: words, context: name };
  if (isInCluster(said)) return nobody(`${destinationWords(said)} is the cluster in which Argo CD runs, and which one that is the kubeconfig does not say`);
  if (name !== '') return nobody(`${destinationWords(said)} is no context of the kubeconfig`);
  if (server === '') return nobody('spec.destination names no cluster');
  const having = contexts.filter((context) => context.server !== '' && normalServer(context.server) === normalServer(server)).map((context) => context.name);
  const [only] = having;
  if (only === undefined) return nobody(`${destinationWords(said)} is the server of no context of the kubeconfig`);
  return having.length === 1 ? { by: 'server', said: words, context: only } : nobody(`${destinationWords(said)} is the server of several contexts: ${having.join(', ')}`);
}

/** True if a destination means the cluster in which Argo CD itself runs. */
export function isInCluster({ name = '', server = '' }: SaidDestination): boolean {
  return name === '' ? normalServer(server) === IN_CLUSTER_SERVER : name === IN_CLUSTER_NAME;
}

/** "spec.destination.server https://...", for sentences. */
export function destinationWords({ name = '', server = '' }: SaidDestination): string {
  return name === '' ? `spec.destination.server ${server}` : `spec.destination.name ${name}`;
}

/** One spelling for an API server's URL: case of the host, the usual port and a slash at the end do not count. */
function normalServer(server: string): string {
  try {
    const url = new URL(server);
    return `${url.protocol}//${url.host}${url.pathname.replace(/\/+$/, '')}`;
  } catch {
    return server;
  }
}
