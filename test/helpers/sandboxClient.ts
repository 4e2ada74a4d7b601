import { join } from 'node:path';
import { loadKubeconfig, openCluster } from '../../electron/engine/cluster/index.ts';
import type { Cluster } from '../../electron/engine/cluster/index.ts';
import type { JsonObject } from '../../shared/model/json.ts';
import { isJsonObject } from '../../shared/model/json.ts';

/** What somebody else does to the sandbox of a running Drydock, past it. */
export interface SandboxClient {
  readonly cluster: Cluster;
  read(path: string): Promise<JsonObject>;
  /** `kubectl scale` as the server sees it: the scale subresource, by kubectl's field manager. */
  scale(path: string, replicas: number): Promise<void>;
  close(): Promise<void>;
}

/** Opens the sandbox of a home by the kubeconfig that Drydock keeps there. */
export function openSandboxClient(home: string, cache: string): SandboxClient {
  const context = 'drydock-sandbox';
  const cluster = openCluster(context, loadKubeconfig({ KUBECONFIG: join(home, 'sandbox', 'kubeconfig') }).clientConfig(context), cache, async () => undefined);
  return {
    cluster,
    async read(path) {
      const answer = await cluster.client.request({ path, action: `read ${path}` });
      if (!isJsonObject(answer)) throw new Error(`${path} is no object`);
      return answer;
    },
    async scale(path, replicas) {
      await cluster.client.request({
        method: 'PATCH',
        path: `${path}/scale`,
        query: { fieldManager: 'kubectl' },
        body: { spec: { replicas } },
        contentType: 'application/merge-patch+json',
        action: `scale ${path}`,
      });
    },
    close: () => cluster.close(),
  };
}
