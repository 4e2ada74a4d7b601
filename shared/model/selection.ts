import type { ResourceKey } from './kube.ts';

/**
 * Which resources a sync is of, in argocd's form: `GROUP:KIND:NAME` or `GROUP:KIND:NAMESPACE/NAME`, `*` for any of each, `!`
 * before what is left out (argo-cd cmd/argocd/commands/app.go, --resource; pkg/apis/application/v1alpha1 SyncOperationResource).
 */
export interface Selector {
  readonly exclude: boolean;
  readonly group: string;
  readonly kind: string;
  /** Undefined for any. */
  readonly namespace: string | undefined;
  readonly name: string;
}

/** Undefined for a text that has not that form. */
export function parseSelector(text: string): Selector | undefined {
  // Names of roles may have colons themselves.
  const [, mark, group = '', kind = '', namespace, name = ''] = /^(!?)([^:/]*):([^:/]+):(?:([^/]+)\/)?([^/]+)$/.exec(text) ?? [];
  return mark === undefined ? undefined : { exclude: mark === '!', group, kind, namespace, name };
}

/** The selector of one object and no other. */
export function selectorOf({ group, kind, namespace, name }: ResourceKey): string {
  return `${group}:${kind}:${namespace === '' ? '' : `${namespace}/`}${name}`;
}

/** Whether a selector names an object, left out or not. */
export function fits({ group, kind, namespace, name }: Selector, key: ResourceKey): boolean {
  const same = (wanted: string, is: string) => wanted === '*' || wanted === is;
  return same(group, key.group) && same(kind, key.kind) && same(name, key.name) && (namespace === undefined || same(namespace, key.namespace));
}

/** Whether an object is chosen: nothing leaves it out, and something names it, or nothing names any. */
export function isChosen(selectors: readonly Selector[], key: ResourceKey): boolean {
  const named = selectors.filter(({ exclude }) => !exclude);
  return !selectors.some((selector) => selector.exclude && fits(selector, key)) && (named.length === 0 || named.some((selector) => fits(selector, key)));
}
