import type { KubeObject } from '../../../shared/model/kube.ts';
import type { Health } from '../../../shared/model/health.ts';
import { conditionsOf, degraded, healthy, mapAt, numberAt, progressing } from './types.ts';

/**
 * A kind that nobody knows, by what its controller says in the usual words (kubernetes-sigs/cli-utils pkg/kstatus/status,
 * generic.go and status.go): `observedGeneration`, and the conditions Reconciling, Stalled and Ready. Undefined where it
 * says none of these: kstatus calls that current, but nothing is called healthy here that does not say so.
 */
export function conditionsHealth(object: KubeObject): Health | undefined {
  const { generation } = object.metadata;
  const status = mapAt(object, 'status');
  const observed = numberAt(status, 'observedGeneration', Number.NaN);
  if (generation !== undefined && !Number.isNaN(observed) && observed !== generation) {
    return progressing(byConditions(`generation is ${generation}, but the latest observed generation is ${observed}`));
  }
  const conditions = conditionsOf(object);
  const met = conditions.find(({ type, status: is }) => (type === 'Reconciling' || type === 'Stalled') && is === 'True');
  const decisive = met ?? conditions.find(({ type }) => type === 'Ready');
  if (decisive === undefined) return undefined;
  const why = decisive.message === '' ? decisive.reason : decisive.message;
  const words = byConditions(`${decisive.type} is ${decisive.status}${why === '' ? '' : `: ${why}`}`);
  if (decisive.type === 'Stalled') return degraded(words);
  return decisive.type === 'Ready' && decisive.status === 'True' ? healthy(words) : progressing(words);
}

/** Said with every such health, since the kind's own rule may be another. */
function byConditions(text: string): string {
  return `${text} (told by its conditions; there is no rule for its kind)`;
}
