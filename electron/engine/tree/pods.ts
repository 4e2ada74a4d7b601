import { mapAt, mapsAt, textAt } from '../../../shared/model/fields.ts';
import type { JsonObject, JsonValue } from '../../../shared/model/json.ts';
import type { KubeObject } from '../../../shared/model/kube.ts';
import { billionths } from '../../../shared/model/quantity.ts';
import type { PodFacts } from '../../../shared/model/tree.ts';

const MILLI = 1_000_000n;
const WHOLE = 1_000_000_000n;

/** Where a pod runs, or why it runs nowhere, how many of its containers are ready, and what it asks of its node. Pure. */
export function podFacts(pod: KubeObject): PodFacts {
  const spec = mapAt(pod, 'spec');
  const status = mapAt(pod, 'status');
  const node = textAt(spec, 'nodeName');
  const scheduled = mapsAt(status, 'conditions').find((condition) => condition['type'] === 'PodScheduled' && condition['status'] === 'False');
  const waits = scheduled === undefined ? '' : textAt(scheduled, 'message') || textAt(scheduled, 'reason');
  const ended = ['Succeeded', 'Failed'].includes(textAt(status, 'phase'));
  return {
    ...(node === '' ? {} : { node }),
    ...(node !== '' || waits === '' ? {} : { waits }),
    ready: mapsAt(status, 'containerStatuses').filter((container) => container['ready'] === true).length,
    containers: mapsAt(spec, 'containers').length,
    // What has ended asks for nothing any more (kubernetes pkg/api/v1/resource; kubectl describe node leaves it out).
    cpuMillis: ended ? 0 : Number(requested(spec, 'cpu') / MILLI),
    memoryBytes: ended ? 0 : Number(requested(spec, 'memory') / WHOLE),
    ...(ended ? { ended } : {}),
  };
}

/**
 * What the scheduler counts, in billionths: all containers at once and the sidecars before them, or an init container that
 * needs more beside the sidecars that run by then, and the overhead (kubernetes
 * staging/src/k8s.io/component-helpers/resource/helpers.go, PodRequests).
 */
function requested(spec: JsonObject, name: string): bigint {
  const of = (container: JsonObject): bigint => amountOf(mapAt(mapAt(container, 'resources'), 'requests')[name]);
  let sidecars = 0n;
  let peak = 0n;
  for (const container of mapsAt(spec, 'initContainers')) {
    if (container['restartPolicy'] === 'Always') sidecars += of(container);
    else if (sidecars + of(container) > peak) peak = sidecars + of(container);
  }
  const running = mapsAt(spec, 'containers').reduce((sum, container) => sum + of(container), sidecars);
  return (running > peak ? running : peak) + amountOf(mapAt(spec, 'overhead')[name]);
}

/** Thousands of pods ask for the same few amounts. */
const amounts = new Map<JsonValue, bigint>();
const KEPT_AMOUNTS = 1_000;

function amountOf(quantity: JsonValue | undefined): bigint {
  if (quantity === undefined) return 0n;
  let amount = amounts.get(quantity);
  if (amount === undefined) {
    amount = billionths(quantity) ?? 0n;
    if (amounts.size >= KEPT_AMOUNTS) amounts.clear();
    amounts.set(quantity, amount);
  }
  return amount;
}
