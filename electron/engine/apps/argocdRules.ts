import { parse } from 'yaml';
import { z } from 'zod';
import type { IgnoreDifference } from '../../../shared/model/application.ts';
import { ignoreDifferenceSchema } from '../../../shared/model/application.ts';
import { compileGlob } from '../../../shared/model/glob.ts';
import type { KubeObject } from '../../../shared/model/kube.ts';
import { IN_CLUSTER_SERVER } from './destination.ts';

/** What `argocd-cm` says beside its scripts: fields that count for no application, and kinds that Argo CD does not look at. */
export interface ArgoCdRules {
  readonly ignoreDifferences: readonly IgnoreDifference[];
  excludes(group: string, kind: string): boolean;
  /** What of it could not be read, each as a sentence; the rest counts. */
  readonly problems: readonly string[];
}

export const NO_RULES: ArgoCdRules = { ignoreDifferences: [], excludes: () => false, problems: [] };

const CUSTOMIZATIONS = 'resource.customizations';
const IGNORE = `${CUSTOMIZATIONS}.ignoreDifferences.`;

/** A value of any of Argo CD's three places for ignored fields (argo-cd types.go, OverrideIgnoreDiff). */
const ignoreSchema = ignoreDifferenceSchema.pick({ jsonPointers: true, jqPathExpressions: true, managedFieldsManagers: true });
/** argo-cd util/settings/filtered_resource.go, FilteredResource. */
const filtersSchema = z.array(z.object({ apiGroups: z.array(z.string()).nullish(), kinds: z.array(z.string()).nullish(), clusters: z.array(z.string()).nullish() })).nullable();
const overridesSchema = z.record(z.string(), z.object({ ignoreDifferences: z.string().optional() }).nullable());

type Filter = NonNullable<z.output<typeof filtersSchema>>[number];

/** Reads Argo CD's ConfigMap (argo-cd docs/operator-manual/declarative-setup.md, docs/user-guide/diffing.md). `server` is the cluster's own address. */
export function argoCdRules(configMap: KubeObject, server: string): ArgoCdRules {
  const problems: string[] = [];
  const data = Object.entries(z.record(z.string(), z.unknown()).catch({}).parse(configMap['data'])).flatMap(([key, value]) => (typeof value === 'string' ? [[key, value] as const] : []));
  const read = <Schema extends z.ZodType>(key: string, text: string, schema: Schema): z.output<Schema> | undefined => {
    try {
      return schema.parse(parse(text) ?? null);
    } catch (error) {
      const reason = error instanceof z.ZodError ? error.issues.map(({ path, message }) => `${path.join('.')} ${message}`.trim()).join('; ') : error instanceof Error ? error.message.split('\n')[0] : String(error);
      problems.push(`argocd-cm: ${key} has no effect here: ${reason}`);
      return undefined;
    }
  };
  const rules = data.flatMap(([key, value]): readonly IgnoreDifference[] => {
    if (key.startsWith(IGNORE)) {
      const rule = read(key, value, ignoreSchema);
      return rule === undefined ? [] : [{ ...kindIn(key.slice(IGNORE.length).replace('_', '/')), ...rule }];
    }
    if (key !== CUSTOMIZATIONS) return [];
    return Object.entries(read(key, value, overridesSchema) ?? {}).flatMap(([kind, override]) => {
      const text = override?.ignoreDifferences;
      const rule = text === undefined ? undefined : read(`${key} of ${kind}`, text, ignoreSchema);
      return rule === undefined ? [] : [{ ...kindIn(kind), ...rule }];
    });
  });
  const text = new Map(data);
  const filters = (key: string): readonly Filter[] => (text.get(key) === undefined ? [] : read(key, text.get(key) ?? '', filtersSchema) ?? []);
  const [excluded, included] = [filters('resource.exclusions'), filters('resource.inclusions')].map((all) => all.map((filter) => matcher(filter, server)));
  return { ignoreDifferences: rules, problems, excludes: (group, kind) => isExcluded(excluded ?? [], included ?? [], group, kind) };
}

/** Where anything is included, all else is not (argo-cd util/settings/resources_filter.go, IsExcludedResource). */
function isExcluded(excluded: readonly Matcher[], included: readonly Matcher[], group: string, kind: string): boolean {
  // Argo CD never watches Events; here they are asked for by name where they are shown.
  if (kind === 'Event' && (group === '' || group === 'events.k8s.io')) return false;
  const fits = (all: readonly Matcher[]) => all.some((filter) => filter(group, kind));
  return (included.length > 0 && !fits(included)) || fits(excluded);
}

type Matcher = (group: string, kind: string) => boolean;

/** Groups and clusters are globs, kinds are exact or `*`; what is not said fits everything. */
function matcher({ apiGroups, kinds, clusters }: Filter, server: string): Matcher {
  const groups = (apiGroups ?? []).map(globOf);
  // The ConfigMap lies in the cluster that its Argo CD calls by this address.
  const here = (clusters ?? []).length === 0 || (clusters ?? []).map(globOf).some((fits) => fits(IN_CLUSTER_SERVER) || fits(server));
  const exact = new Set(kinds ?? []);
  return (group, kind) => here && (groups.length === 0 || groups.some((fits) => fits(group))) && (exact.size === 0 || exact.has('*') || exact.has(kind));
}

/** A glob that does not compile fits nothing (argo-cd util/glob, Match). */
function globOf(pattern: string): (text: string) => boolean {
  try {
    return compileGlob(pattern);
  } catch {
    return () => false;
  }
}

/** `<group>/<Kind>`, `<Kind>` of the core group, or `all`. */
function kindIn(text: string): { readonly group: string; readonly kind: string } {
  if (text === 'all') return { group: '*', kind: '*' };
  const slash = text.indexOf('/');
  return slash < 0 ? { group: '', kind: text } : { group: text.slice(0, slash), kind: text.slice(slash + 1) };
}
