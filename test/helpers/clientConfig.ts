import type { ClientConfig } from '../../electron/engine/cluster/clientConfig.ts';
import { clientConfigOf } from '../../electron/engine/cluster/clientConfig.ts';
import { parseKubeconfig } from '../../electron/engine/cluster/kubeconfigFile.ts';

/** What a context is reached with, from a kubeconfig's own words. Throws the sentence that says why it cannot be used. */
export function configOf(name: string, { cluster, user = {} }: { readonly cluster: object; readonly user?: object }): ClientConfig {
  const file = parseKubeconfig(JSON.stringify({ clusters: [{ name, cluster }], users: [{ name, user }], contexts: [{ name, context: { cluster: name, user: name } }] }), '/nowhere/kubeconfig');
  const config = clientConfigOf({ name, context: { cluster: name, user: name, namespace: undefined }, cluster: file.clusters.get(name), user: file.users.get(name) });
  if (typeof config === 'string') throw new Error(config);
  return config;
}
