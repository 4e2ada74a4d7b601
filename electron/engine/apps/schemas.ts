import type { KindSchema } from '../../../shared/merge/index.ts';
import { schemaFromOpenApiV3 } from '../../../shared/merge/index.ts';
import type { Cluster } from '../cluster/index.ts';

/** The structural schemas of the clusters' kinds. */
export interface SchemaSource {
  /** Undefined where the server publishes none. Throws where the cluster does not answer. */
  of(cluster: Cluster, apiVersion: string, kind: string): Promise<KindSchema | undefined>;
}

/** Documents are remembered by the cluster, and what is built from them by the document. */
export function createSchemaSource(): SchemaSource {
  return {
    async of(cluster, apiVersion, kind) {
      const document = await cluster.openApi(apiVersion);
      return document === undefined ? undefined : schemaFromOpenApiV3(document).find(apiVersion, kind);
    },
  };
}
