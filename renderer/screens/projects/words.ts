import type { Project, ProjectKind, SyncWindow } from '../../../shared/model/project.ts';

/** One rule of a project in words; its parts are listed below it, and what is denied all the same comes last. */
export interface RuleWords {
  readonly title: string;
  readonly words: string;
  readonly parts: readonly string[];
  readonly but?: string;
}

/** What a project allows, in words that need no knowledge of the fields. */
export function ruleWords({ spec }: Project): readonly RuleWords[] {
  return [
    listed('Repositories', spec.sourceRepos ?? [], { all: 'From any repository.', none: 'From no repository.', some: 'From these repositories:', denied: 'But not from these:' }),
    places(spec.destinations ?? []),
    kinds('Kinds in namespaces', spec.namespaceResourceWhitelist, spec.namespaceResourceBlacklist, 'all'),
    kinds('Kinds of the whole cluster', spec.clusterResourceWhitelist, spec.clusterResourceBlacklist, 'none'),
  ];
}

/** A sync window in a sentence: "Nothing is synced at 0 22 * * * for 8h (Europe/Berlin). People may sync all the same." */
export function windowSentence({ kind, schedule, duration, timeZone, manualSync }: SyncWindow): string {
  const when = `${schedule} for ${duration} (${timeZone === undefined || timeZone === '' ? 'UTC' : timeZone})`;
  const what = kind === 'deny' ? `Nothing is synced at ${when}.` : `Syncs are allowed at ${when} alone.`;
  return manualSync === true ? `${what} People may sync all the same.` : what;
}

/** Whom a sync window concerns. */
export function windowWhom({ applications, namespaces, clusters, andOperator }: SyncWindow): string {
  const parts = [some('applications', applications), some('namespaces', namespaces), some('clusters', clusters)].filter((part) => part !== undefined);
  return parts.length === 0 ? 'Nobody: it names no application, namespace or cluster.' : parts.join(andOperator === true ? ' and ' : ' or ');
}

function some(what: string, globs: readonly string[] | null | undefined): string | undefined {
  return globs === undefined || globs === null || globs.length === 0 ? undefined : `${what} ${globs.join(', ')}`;
}

function listed(title: string, rules: readonly string[], { all, none, some: these, denied }: { readonly all: string; readonly none: string; readonly some: string; readonly denied: string }): RuleWords {
  const denials = rules.filter((rule) => rule.startsWith('!')).map((rule) => rule.slice(1));
  const allowed = rules.filter((rule) => !rule.startsWith('!'));
  // A denial alone allows everything else, as in Argo CD.
  const begin = allowed.includes('*') || (allowed.length === 0 && denials.length > 0) ? all : allowed.length === 0 ? none : these;
  const parts = begin === these ? allowed : [];
  return { title, words: begin, parts, ...(denials.length === 0 ? {} : { but: `${denied} ${denials.join(', ')}` }) };
}

function places(destinations: NonNullable<Project['spec']['destinations']>): RuleWords {
  const title = 'Clusters and namespaces';
  const all = destinations.some(({ name, server, namespace }) => (name === '*' || server === '*') && namespace === '*');
  const rest = destinations.filter(({ name, server, namespace }) => !((name === '*' || server === '*') && namespace === '*'));
  const parts = rest.map(({ name, server, namespace }) => {
    const cluster = [name, server].filter((part) => part !== undefined && part !== '').join(' or ');
    const denies = [name, server, namespace].some((part) => part?.startsWith('!') === true);
    return `${denies ? 'Denied where not: ' : ''}namespace ${namespace ?? 'none'} in ${cluster === '' ? 'no cluster' : cluster}`;
  });
  return { title, words: all ? 'Into any namespace of any cluster.' : destinations.length === 0 ? 'Nowhere.' : 'Here alone:', parts };
}

function kinds(title: string, allowed: readonly ProjectKind[] | null | undefined, denied: readonly ProjectKind[] | null | undefined, without: 'all' | 'none'): RuleWords {
  const everything = allowed?.some(({ group, kind, name }) => group === '*' && kind === '*' && name === undefined) ?? false;
  const none = allowed === undefined || allowed === null ? without === 'none' : allowed.length === 0;
  const begin = everything || ((allowed === undefined || allowed === null) && without === 'all') ? 'Every kind.' : none ? 'No kind.' : 'These kinds alone:';
  const but = denied === undefined || denied === null || denied.length === 0 ? {} : { but: `But not ${denied.map(kindWords).join(', ')}.` };
  return { title, words: begin, ...but, parts: begin.startsWith('These') ? (allowed ?? []).map(kindWords) : [] };
}

/** "Deployment (apps)", "any kind (apps)", "Namespace named team-*". */
function kindWords({ group, kind, name }: ProjectKind): string {
  const words = kind === '*' ? 'any kind' : kind;
  const of = group === '' || group === '*' ? '' : ` (${group})`;
  return `${words}${of}${name === undefined || name === '' ? '' : ` named ${name}`}`;
}
