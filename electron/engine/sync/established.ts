import { DrydockError } from '../../../shared/model/errors.ts';
import { isJsonArray, isJsonObject } from '../../../shared/model/json.ts';
import type { KubeObject } from '../../../shared/model/kube.ts';
import { keyWords } from '../../../shared/model/kube.ts';
import type { PlanItem } from '../../../shared/model/plan.ts';
import { getObject } from '../cluster/index.ts';
import type { SyncTarget } from './apply.ts';

const CRD_WAIT_MS = 30_000;

/**
 * Waits for the definitions among what was written: custom resources can only be written once their definition is served
 * (PARITY: "a CRD is waited for until Established"). Throws `timeout`.
 */
export async function waitEstablished(target: SyncTarget, written: readonly PlanItem[]): Promise<void> {
  const definitions = written.filter((item) => item.key.kind === 'CustomResourceDefinition' && item.operation !== 'prune');
  if (definitions.length === 0) return;
  const deadline = AbortSignal.timeout(CRD_WAIT_MS);
  for (const item of definitions) {
    const resource = await target.resourceOf(item.apiVersion, item.key.kind);
    if (resource === undefined) continue;
    const live = await getObject(target.cluster.client, resource, '', item.key.name);
    if (live !== undefined && isEstablished(live)) continue;
    await watchUntil(target, item, deadline);
  }
  target.cluster.forgetSchemas();
}

async function watchUntil(target: SyncTarget, item: PlanItem, deadline: AbortSignal): Promise<void> {
  const lines = target.cluster.client.stream({
    path: `/apis/apiextensions.k8s.io/v1/customresourcedefinitions`,
    query: { watch: true, fieldSelector: `metadata.name=${item.key.name}`, timeoutSeconds: CRD_WAIT_MS / 1_000 },
    action: `wait for ${keyWords(item.key)} to be established`,
    signal: deadline,
  });
  for await (const line of lines) if (isJsonObject(line) && isJsonObject(line['object']) && isEstablished(line['object'])) return;
  throw new DrydockError('timeout', `${keyWords(item.key)} was applied, but the server did not establish it within ${CRD_WAIT_MS / 1_000} seconds.`, {
    hint: 'Look at its conditions: its names may clash with another definition.',
  });
}

function isEstablished(object: KubeObject | { readonly [key: string]: unknown }): boolean {
  const status = object['status'];
  const conditions = isJsonObject(status) ? status['conditions'] : undefined;
  return isJsonArray(conditions) && conditions.some((item) => isJsonObject(item) && item['type'] === 'Established' && item['status'] === 'True');
}
