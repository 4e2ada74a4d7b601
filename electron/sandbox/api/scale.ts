import type { Kind } from '../model/kinds.ts';
import type { CustomVersion } from '../model/registry.ts';
import { badRequest } from '../model/status.ts';
import type { Dict } from '../model/values.ts';
import { count, dict, ensure, metadataOf, text } from '../model/values.ts';

const DEFAULT_PATHS = { spec: '.spec.replicas', status: '.status.replicas', selector: '' };

function pathsOf(custom: CustomVersion | undefined): { readonly spec: string; readonly status: string; readonly selector: string } {
  if (custom === undefined) return DEFAULT_PATHS;
  const scale = dict(custom.version, 'subresources', 'scale');
  return { spec: text(scale['specReplicasPath']), status: text(scale['statusReplicasPath']), selector: text(scale['labelSelectorPath']) };
}

function valueAt(object: Dict, path: string): Dict[string] {
  const names = path.split('.').filter((part) => part !== '');
  const last = names.pop() ?? '';
  return dict(object, ...names)[last];
}

/** The autoscaling/v1 Scale of an object. */
export function scaleOf(_kind: Kind, object: Dict, custom: CustomVersion | undefined): Dict {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = metadataOf(object);
  const paths = pathsOf(custom);
  const replicas = count(valueAt(object, paths.spec));
  const selector = custom === undefined ? labelsText(dict(object, 'spec', 'selector', 'matchLabels')) : text(valueAt(object, paths.selector));
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: replicas === 0 ? {} : { replicas },
    status: { replicas: count(valueAt(object, paths.status)), ...(selector === '' ? {} : { selector }) },
  };
}

function labelsText(labels: Dict): string {
  return Object.entries(labels).map(([name, value]) => `${name}=${text(value)}`).sort().join(',');
}

/** The object as a changed Scale wants it. Throws a 400 if that is none. */
export function withScale(object: Dict, scale: Dict, custom: CustomVersion | undefined): Dict {
  const replicas = dict(scale['spec'])['replicas'] ?? 0;
  if (typeof replicas !== 'number' || replicas < 0) throw badRequest('Scale: spec.replicas must be a number greater than or equal to 0');
  const next = structuredClone(object);
  const names = pathsOf(custom).spec.split('.').filter((part) => part !== '');
  const last = names.pop() ?? '';
  ensure(next, ...names)[last] = replicas;
  const version = metadataOf(scale)['resourceVersion'];
  if (version !== undefined) ensure(next, 'metadata')['resourceVersion'] = version;
  return next;
}
