import { compileGlob } from '../../../shared/model/glob.ts';
import type { Project, ProjectKind } from '../../../shared/model/project.ts';

/** Where an object or an application goes: a cluster, by the names that rules may use, and a namespace. */
export interface Destination {
  /** The kube context. */
  readonly name: string;
  /** The API server's URL, as the kubeconfig has it. */
  readonly server: string;
  readonly namespace: string;
}

/** One object, as rules see it; a namespace of `''` is the cluster's scope. */
export interface GovernedObject {
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/**
 * Why a project does not let its applications use a repository, as the end of a sentence; undefined if it does. A `!`
 * that fits denies, whatever else allows (argo-cd app_project_types.go, IsSourcePermitted).
 */
export function sourceRefusal({ spec }: Project, repoURL: string): string | undefined {
  const url = normalRepository(repoURL);
  const rules = spec.sourceRepos ?? [];
  const denying = rules.find((rule) => rule.startsWith('!') && matches(normalRepository(rule.slice(1)), url, '/'));
  if (denying !== undefined) return `spec.sourceRepos denies it by "${denying}"`;
  // A denial that does not fit allows, as in Argo CD.
  if (rules.some((rule) => rule.startsWith('!') || matches(normalRepository(rule), url, '/'))) return undefined;
  return `spec.sourceRepos allows ${listed(rules)}`;
}

/** Why a project does not let its applications go to a place (argo-cd app_project_types.go, isDestinationMatched). */
export function destinationRefusal({ spec }: Project, destination: Destination): string | undefined {
  const rules = spec.destinations ?? [];
  let allowed = false;
  for (const rule of rules) {
    const name = ruled(rule.name ?? '', destination.name);
    const server = ruled(rule.server ?? '', destination.server);
    const namespace = ruled(rule.namespace ?? '', destination.namespace);
    if ((name.fits || server.fits) && namespace.fits) allowed = true;
    else if (name.denied || server.denied || namespace.denied) return `spec.destinations denies it by ${destinationWords(rule)}`;
  }
  return allowed ? undefined : `spec.destinations allows ${rules.length === 0 ? 'none' : rules.map(destinationWords).join('; ')}`;
}

/**
 * Why a project does not let an object be written: its kind is not allowed, or its namespace (argo-cd
 * app_project_types.go, IsGroupKindNamePermitted and IsResourcePermitted). Without a list of kinds for namespaces all
 * are allowed there; without one for the cluster's scope, none.
 */
export function resourceRefusal(project: Project, object: GovernedObject, destination: Destination): string | undefined {
  const { spec } = project;
  const what = object.group === '' ? object.kind : `${object.kind}.${object.group}`;
  if (object.namespace === '') {
    const denying = spec.clusterResourceBlacklist?.find((rule) => kindFits(rule, object));
    if (denying !== undefined) return `may not hold ${what}: spec.clusterResourceBlacklist has ${kindWords(denying)}`;
    const allowed = spec.clusterResourceWhitelist ?? [];
    return allowed.some((rule) => kindFits(rule, object)) ? undefined : `may not hold ${what}: spec.clusterResourceWhitelist allows ${listed(allowed.map(kindWords))}`;
  }
  const denying = spec.namespaceResourceBlacklist?.find((rule) => kindFits(rule, object));
  if (denying !== undefined) return `may not hold ${what}: spec.namespaceResourceBlacklist has ${kindWords(denying)}`;
  const allowed = spec.namespaceResourceWhitelist;
  if (allowed !== undefined && allowed !== null && !allowed.some((rule) => kindFits(rule, object))) {
    return `may not hold ${what}: spec.namespaceResourceWhitelist allows ${listed(allowed.map(kindWords))}`;
  }
  const refusal = destinationRefusal(project, { ...destination, namespace: object.namespace });
  return refusal === undefined ? undefined : `may not write into the namespace ${object.namespace}: ${refusal}`;
}

/** Globs of a project that do not compile, each as "field: why"; they would match nothing, or everything behind a `!`. */
export function globProblems({ spec }: Project): readonly string[] {
  const rules: (readonly [string, string])[] = [
    ...(spec.sourceRepos ?? []).map((rule, index) => [`spec.sourceRepos.${index}`, rule] as const),
    ...(spec.destinations ?? []).flatMap(({ name, server, namespace }, index) => [name, server, namespace].flatMap((rule) => (rule === undefined ? [] : [[`spec.destinations.${index}`, rule] as const]))),
    ...(spec.syncWindows ?? []).flatMap(({ applications, clusters, namespaces }, index) => [...(applications ?? []), ...(clusters ?? []), ...(namespaces ?? [])].map((rule) => [`spec.syncWindows.${index}`, rule] as const)),
    ...(spec.orphanedResources?.ignore ?? []).flatMap(({ group, kind, name }, index) => [group, kind, name].flatMap((rule) => (rule === undefined ? [] : [[`spec.orphanedResources.ignore.${index}`, rule] as const]))),
  ];
  return rules.flatMap(([field, rule]) => {
    try {
      compileGlob(rule.startsWith('!') ? rule.slice(1) : rule);
      return [];
    } catch (error) {
      return [`${field}: ${error instanceof Error ? error.message : String(error)}`];
    }
  });
}

/** Whether a glob fits; one that does not compile fits nothing (argo-cd util/glob, Match). */
export function matches(pattern: string, value: string, separator?: '/'): boolean {
  if (pattern === '*') return true;
  return compiled(pattern, separator)(value);
}

/** A comparison of thousands of objects asks the same few globs. */
const globs = new Map<string, (value: string) => boolean>();
const KEPT_GLOBS = 1_000;

function compiled(pattern: string, separator: '/' | undefined): (value: string) => boolean {
  const key = `${separator ?? ''} ${pattern}`;
  let glob = globs.get(key);
  if (glob === undefined) {
    try {
      glob = compileGlob(pattern, separator);
    } catch {
      glob = () => false;
    }
    if (globs.size >= KEPT_GLOBS) globs.clear();
    globs.set(key, glob);
  }
  return glob;
}

/** A value against a rule that may deny: `!x` fits everything but x. */
function ruled(rule: string, value: string): { readonly fits: boolean; readonly denied: boolean } {
  const denies = rule.startsWith('!');
  // What is not known fits nothing (a destination without a server).
  const fits = value !== '' && (denies ? !matches(rule.slice(1), value) : matches(rule, value));
  return { fits, denied: denies && !fits };
}

function kindFits(rule: ProjectKind, object: GovernedObject): boolean {
  return matches(rule.kind, object.kind) && matches(rule.group, object.group) && (rule.name === undefined || rule.name === '' || matches(rule.name, object.name));
}

/**
 * One spelling for a repository's URL: case, `.git`, a slash at the end and the two forms of ssh do not count
 * (argo-cd util/git, NormalizeGitURL).
 */
function normalRepository(url: string): string {
  const lower = url.trim().toLowerCase();
  const [, user, path] = /^([^/:\s]+@[^/:\s]+):(?!\/\/)(.+)$/.exec(lower) ?? [];
  const spelled = user === undefined ? lower : `${user}/${path?.replace(/^\//, '') ?? ''}`;
  return spelled.replace(/^ssh:\/\//, '').replace(/\/+$/, '').replace(/\.git$/, '');
}

function destinationWords({ name, server, namespace }: { readonly name?: string | undefined; readonly server?: string | undefined; readonly namespace?: string | undefined }): string {
  const cluster = [name, server].filter((part) => part !== undefined && part !== '');
  return `"${cluster.join(' or ') || 'no cluster'}" with the namespace "${namespace ?? ''}"`;
}

function kindWords({ group, kind, name }: ProjectKind): string {
  return `"${group}/${kind}${name === undefined ? '' : `/${name}`}"`;
}

function listed(rules: readonly string[]): string {
  return rules.length === 0 ? 'none' : rules.map((rule) => (rule.startsWith('"') ? rule : `"${rule}"`)).join(', ');
}
