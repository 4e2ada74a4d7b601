import type { KubeObject } from '../../../shared/model/kube.ts';
import { groupOf } from '../../../shared/model/kube.ts';
import { stringifyJson } from '../../../shared/model/json.ts';
import { LAST_APPLIED } from './normalise.ts';

/** All keys and values together (apimachinery api/validation/objectmeta.go, TotalAnnotationSizeLimitB). */
const ANNOTATIONS_BYTES = 256 * 1024;
/** One request's body (apiserver server/config.go, MaxRequestBodyBytes). */
const REQUEST_BYTES = 3 * 1024 * 1024;
/** One object in etcd (etcd embed/config.go, DefaultMaxRequestBytes). */
const STORED_BYTES = 1.5 * 1024 * 1024;
/** Groups that Kubernetes serves itself: stored as protobuf, whose size is not known here, and never larger than JSON. */
const BUILT_IN = /^([^.]*|.*\.k8s\.io)$/;

/** What of an object is larger than a server takes, as a sentence with what to do; undefined for nothing. */
export function tooLarge(object: KubeObject): string | undefined {
  const sizes = annotationSizes(object);
  const annotations = sizes.reduce((sum, { size }) => sum + size, 0);
  if (annotations > ANNOTATIONS_BYTES) {
    const largest = sizes.toSorted((a, b) => b.size - a.size)[0];
    return `Its annotations are ${bytes(annotations)} together, and at most ${bytes(ANNOTATIONS_BYTES)} are taken; the largest is ${largest?.name ?? ''}. Move what is in it elsewhere, a ConfigMap for example.`;
  }
  const size = Buffer.byteLength(stringifyJson(object));
  if (size > REQUEST_BYTES) return `It is ${bytes(size)} large, and a server takes ${bytes(REQUEST_BYTES)} in one request. Split it.`;
  if (size > STORED_BYTES && !BUILT_IN.test(groupOf(object.apiVersion))) return `It is ${bytes(size)} large, and etcd stores ${bytes(STORED_BYTES)} for one object. Split it.`;
  return undefined;
}

/** What a server's "annotations: Too long" means for an object that kubectl applied: its copy of the manifest counts too. */
export function lastAppliedSize(live: KubeObject | undefined): string {
  const size = annotationSizes(live).find(({ name }) => name === LAST_APPLIED)?.size;
  return size === undefined ? '' : ` ${bytes(size)} of them are ${LAST_APPLIED}, kubectl's own copy of the manifest: remove that annotation from the object.`;
}

function annotationSizes(object: KubeObject | undefined): { readonly name: string; readonly size: number }[] {
  return Object.entries(object?.metadata.annotations ?? {}).map(([name, value]) => ({ name, size: Buffer.byteLength(name) + Buffer.byteLength(value) }));
}

function bytes(count: number): string {
  return `${count.toLocaleString('en')} bytes`;
}
