import type { KubeObject } from '../../../shared/model/kube.ts';
import { keyOf, keyWords } from '../../../shared/model/kube.ts';
import type { Blocked, BlockReason } from '../../../shared/model/plan.ts';
import type { ApiError } from '../cluster/index.ts';
import { diffResource, hideValues, lastAppliedSize } from '../diff/index.ts';

/** Why a dry run gave no answer. */
export type Refusal =
  /** The object may not be written as it is; `live` is what was compared. */
  | { readonly kind: 'blocked'; readonly live: KubeObject | undefined; readonly blocked: Blocked }
  /** The question could not be asked (a webhook refuses, a permission is missing): a structural diff must do. */
  | { readonly kind: 'impossible'; readonly live: KubeObject | undefined; readonly why: string };

/** What a refused dry run says: a reason to block the object, or why nothing can be said of it. Throws what is no answer at all. */
export function judge(error: ApiError, live: KubeObject | undefined, desired: KubeObject): Refusal {
  const what = keyWords(keyOf(desired));
  const said = hideValues(error.serverMessage, desired);
  const blocked = (reason: BlockReason, message: string): Refusal => ({ kind: 'blocked', live, blocked: { reason, message } });
  switch (error.status) {
    case 403:
      if (error.causes.some((cause) => cause.reason === 'NamespaceTerminating')) {
        return blocked('deleting', `The namespace ${desired.metadata.namespace ?? ''} is being deleted, so nothing can be created in it.`);
      }
      // Both a missing permission and an admission that forbids answer 403; only the first says "cannot".
      return blocked('forbidden', `${what} may not be written: ${said}`);
    case 404:
      if (/namespaces? "/.test(error.serverMessage)) {
        return blocked('missing-namespace', `The namespace ${desired.metadata.namespace ?? ''} does not exist. Create it, add it to Git, or choose another one.`);
      }
      return { kind: 'impossible', live, why: said };
    case 413:
      return blocked('too-large', `${what} is larger than the server takes: ${said}. Split it.`);
    case 400:
    case 422: {
      const texts = [error.serverMessage, ...error.causes.map((cause) => cause.message)];
      if (live !== undefined && texts.some((text) => IMMUTABLE.test(text))) return blocked('immutable', immutableWords(error, what, said, desired, live));
      if (texts.some((text) => /Too long: may not be more than \d+ bytes/.test(text))) {
        return blocked('too-large', `${what} is larger than the server takes: ${said}.${/annotations/.test(error.serverMessage) ? lastAppliedSize(live) : ' Split it.'}`);
      }
      return blocked('invalid', `The server refuses ${what}: ${said}`);
    }
    case 401:
    case 429:
      throw error;
    default:
      // Fields that the kind does not have, and duplicate keys, come as 500 (apimachinery managedfields, typed conversion).
      if (error.serverMessage.startsWith('failed to create typed patch object')) return blocked('invalid', `The server refuses ${what}: ${said}`);
      if (/webhook|dry ?run/i.test(error.serverMessage)) return { kind: 'impossible', live, why: said };
      return blocked('rejected', `The server could not say what would become of ${what}: ${said}`);
  }
}

/** How validations say it (apimachinery validation.FieldImmutableErrorMsg; core, apps and rbac validation.go). */
const IMMUTABLE = /immutable|may not change once set|cannot change roleRef|for fields other than|pod updates may not change fields/i;
/** Deleting one of these takes its pods along, unless it is told not to. */
const WITH_PODS = new Set(['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet']);

function immutableWords(error: ApiError, what: string, said: string, desired: KubeObject, live: KubeObject): string {
  // "updates to statefulset spec for fields other than 'replicas', ... are forbidden": which field it was is not said.
  const allowed = /for fields other than (.*) are forbidden/.exec(error.serverMessage)?.[1];
  const other = allowed === undefined ? [] : diffResource({ desired, live }).changes.map(({ path }) => path).filter((path) => path.startsWith('.spec.') && !allowed.includes(`'${/^\.spec\.([^.[]+)/.exec(path)?.[1] ?? ''}'`));
  const fields = other.length === 0 ? '' : ` Git changes ${other.join(', ')}.`;
  const pods = WITH_PODS.has(desired.kind) ? ' (its pods go with it, unless you do it by kubectl delete --cascade=orphan)' : '';
  return `A field of ${what} cannot be changed in place: ${said}.${fields} Delete the object first${pods}, or undo the change in Git.`;
}
