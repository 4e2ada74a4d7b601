import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { text as readText } from 'node:stream/consumers';
import { stringify } from 'yaml';
import { DrydockError } from '../../shared/model/errors.ts';
import type { Project, ProjectKind, ProjectSpec, StoredProject, SyncWindow } from '../../shared/model/project.ts';
import type { Session, Work } from './session.ts';
import type { OutputFlags } from './show.ts';
import { EXIT, printed, table } from './terminal.ts';

/** The flags of `proj create` and `proj set`, as in Argo CD's own commands. Each list replaces the one that is there. */
export interface ProjectFlags extends OutputFlags {
  readonly file?: string;
  readonly description?: string;
  readonly src?: readonly string[];
  /** `CONTEXT,NAMESPACE` or `SERVER,NAMESPACE`. */
  readonly dest?: readonly string[];
  /** Each `Kind`, `group/Kind` or `group/Kind/name`. */
  readonly allowClusterResource?: readonly string[];
  readonly denyClusterResource?: readonly string[];
  readonly allowNamespacedResource?: readonly string[];
  readonly denyNamespacedResource?: readonly string[];
}

/** The flags of `proj windows add`. */
export interface WindowFlags {
  readonly kind: 'allow' | 'deny';
  readonly schedule: string;
  readonly duration: string;
  readonly applications?: string;
  readonly namespaces?: string;
  readonly clusters?: string;
  readonly manualSync?: boolean;
  readonly timeZone?: string;
  readonly useAndOperator?: boolean;
  readonly description?: string;
}

/** Creates a project from a file, or from a name and flags; without flags it allows nothing. */
export function createProject(name: string | undefined, flags: ProjectFlags): Work {
  return async ({ client, terminal }) => {
    const { text, from } = flags.file === undefined ? { text: manifestOf(name, flags), from: 'proj create' } : await readManifest(flags.file);
    const project = await client.call('createProject', { yaml: text, from });
    for (const warning of project.warnings) terminal.err(`${terminal.paint('yellow', 'warning:')} ${warning}`);
    if (!printed(terminal, flags, project.manifest)) terminal.out(`Project ${project.name} created (${project.file ?? ''}).`);
  };
}

export function listProjects(flags: OutputFlags): Work {
  return async ({ client, terminal }) => {
    const { projects, broken } = await client.call('projects', {});
    for (const { error } of broken) terminal.err(`${terminal.paint('red', 'broken:')} ${error.message}`);
    if (printed(terminal, flags, projects.map(({ manifest }) => manifest))) return;
    if (flags.output === 'name') return projects.forEach(({ name }) => terminal.out(name));
    const rows = projects.map(({ name, spec }) => [
      name,
      spec.description ?? '',
      listed((spec.destinations ?? []).map(destinationText)),
      listed(spec.sourceRepos ?? []),
      listed((spec.clusterResourceWhitelist ?? []).map(kindText)),
      listed((spec.namespaceResourceBlacklist ?? []).map(kindText)),
      String(spec.syncWindows?.length ?? 0),
    ]);
    for (const line of table([['NAME', 'DESCRIPTION', 'DESTINATIONS', 'SOURCES', 'CLUSTER-RESOURCE-WHITELIST', 'NAMESPACE-RESOURCE-BLACKLIST', 'WINDOWS'], ...rows])) terminal.out(line);
  };
}

/** One project: its rules and windows, and which applications are in it. */
export function getProject(name: string, flags: OutputFlags): Work {
  return async (session) => {
    const { client, terminal } = session;
    const project = await find(session, name);
    if (printed(terminal, flags, project.manifest)) return;
    const { applications } = await client.call('list', {});
    for (const line of projectLines(project, applications.filter(({ spec }) => spec.project === name).map((application) => application.name))) terminal.out(line);
    for (const warning of project.warnings) terminal.err(`${terminal.paint('yellow', 'warning:')} ${warning}`);
  };
}

function projectLines({ name, spec, file }: StoredProject, applications: readonly string[]): readonly string[] {
  const list = (label: string, values: readonly string[] | undefined, without: string): string[][] =>
    values === undefined || values.length === 0 ? [[label, without]] : values.map((value, index) => [index === 0 ? label : '', value]);
  return table([
    ['Name:', name],
    ['Description:', spec.description ?? ''],
    ...list('Repositories:', spec.sourceRepos ?? undefined, 'none'),
    ...list('Destinations:', spec.destinations?.map(destinationText), 'none'),
    ...list('Cluster kinds allowed:', spec.clusterResourceWhitelist?.map(kindText), 'none'),
    ...list('Cluster kinds denied:', spec.clusterResourceBlacklist?.map(kindText), 'none'),
    ...list('Namespaced kinds allowed:', spec.namespaceResourceWhitelist?.map(kindText), spec.namespaceResourceWhitelist === undefined || spec.namespaceResourceWhitelist === null ? 'all' : 'none'),
    ...list('Namespaced kinds denied:', spec.namespaceResourceBlacklist?.map(kindText), 'none'),
    ...list('Sync windows:', spec.syncWindows?.map(windowText), 'none'),
    ...list('Applications:', applications, 'none'),
    ['File:', file ?? 'none: it allows everything until it is changed'],
  ]);
}

/** Replaces the fields that are named. */
export function setProject(name: string, flags: ProjectFlags): Work {
  return async ({ client, terminal }) => {
    const changes = Object.entries(specOf(flags)).map(([field, value]) => ({ path: ['spec', field], value: JSON.parse(JSON.stringify(value)) }));
    if (changes.length === 0) throw new DrydockError('usage', 'Nothing was changed: no field was named.', { hint: 'See the flags: proj set --help.' });
    const project = await client.call('setProject', { name, changes });
    terminal.out(`Project ${name} changed (${project.file ?? ''}).`);
  };
}

/** Deletes projects, after asking; one that applications are in is refused. */
export function deleteProjects(names: readonly string[], flags: { readonly yes?: boolean }): Work {
  return async ({ client, terminal }) => {
    if (flags.yes !== true && !(await terminal.confirm(`Delete ${names.length === 1 ? `the project ${names[0] ?? ''}` : `the projects ${names.join(', ')}`}?`))) {
      terminal.err('Nothing was deleted.');
      return EXIT.failed;
    }
    for (const name of names) {
      await client.call('removeProject', { name });
      terminal.out(`Project ${name} deleted.`);
    }
    return EXIT.done;
  };
}

export function listWindows(name: string, flags: OutputFlags): Work {
  return async (session) => {
    const { terminal } = session;
    const windows = (await find(session, name)).spec.syncWindows ?? [];
    if (printed(terminal, flags, windows)) return;
    if (windows.length === 0) return terminal.out(`The project ${name} has no sync windows: its applications may be synced at any time.`);
    const rows = windows.map((window, id) => [String(id), window.kind, window.schedule, window.duration, window.timeZone ?? 'UTC', listed(window.applications ?? []), listed(window.namespaces ?? []), listed(window.clusters ?? []), window.manualSync === true ? 'Enabled' : 'Disabled']);
    for (const line of table([['ID', 'KIND', 'SCHEDULE', 'DURATION', 'TIMEZONE', 'APPLICATIONS', 'NAMESPACES', 'CLUSTERS', 'MANUALSYNC'], ...rows])) terminal.out(line);
  };
}

export function addWindow(name: string, flags: WindowFlags): Work {
  return async (session) => {
    const whom = { applications: split(flags.applications), namespaces: split(flags.namespaces), clusters: split(flags.clusters) };
    if (Object.values(whom).every((globs) => globs.length === 0)) throw new DrydockError('usage', 'Nothing was added: a window needs --applications, --namespaces or --clusters.');
    const window: SyncWindow = {
      kind: flags.kind,
      schedule: flags.schedule,
      duration: flags.duration,
      ...Object.fromEntries(Object.entries(whom).filter(([, globs]) => globs.length > 0)),
      ...(flags.manualSync === true ? { manualSync: true } : {}),
      ...(flags.timeZone === undefined ? {} : { timeZone: flags.timeZone }),
      ...(flags.useAndOperator === true ? { andOperator: true } : {}),
      ...(flags.description === undefined ? {} : { description: flags.description }),
    };
    await writeWindows(session, name, [...((await find(session, name)).spec.syncWindows ?? []), window]);
    session.terminal.out(`Sync window added to the project ${name}.`);
  };
}

export function deleteWindow(name: string, id: string): Work {
  return async (session) => {
    const windows = (await find(session, name)).spec.syncWindows ?? [];
    const index = /^\d+$/.test(id) ? Number(id) : windows.length;
    if (index >= windows.length) throw new DrydockError('not-found', `The project ${name} has no sync window ${id}.`, { hint: `proj windows list ${name} lists them.` });
    await writeWindows(session, name, windows.filter((_window, at) => at !== index));
    session.terminal.out(`Sync window ${id} deleted from the project ${name}.`);
  };
}

async function writeWindows({ client }: Session, name: string, windows: readonly SyncWindow[]): Promise<void> {
  await client.call('setProject', { name, changes: [{ path: ['spec', 'syncWindows'], value: windows.length === 0 ? null : JSON.parse(JSON.stringify(windows)) }] });
}

async function find({ client }: Session, name: string): Promise<StoredProject> {
  const { projects, broken } = await client.call('projects', {});
  const project = projects.find((each) => each.name === name);
  if (project !== undefined) return project;
  const problem = broken.find((each) => each.name === name)?.error;
  if (problem !== undefined) throw new DrydockError(problem.code, problem.message, problem.hint === undefined ? {} : { hint: problem.hint });
  throw new DrydockError('not-found', `There is no project "${name}".`, { hint: 'See "proj list" for those there are, or create it: proj create NAME.' });
}

async function readManifest(file: string): Promise<{ text: string; from: string }> {
  try {
    return { text: file === '-' ? await readText(process.stdin) : await readFile(resolve(file), 'utf8'), from: file };
  } catch (error) {
    throw new DrydockError('usage', `${file} could not be read: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

function manifestOf(name: string | undefined, flags: ProjectFlags): string {
  if (name === undefined) throw new DrydockError('usage', 'proj create needs a name, or -f with a file.', { hint: "proj create NAME --src 'https://example.com/*' --dest CONTEXT,NAMESPACE" });
  return stringify({ apiVersion: 'argoproj.io/v1alpha1', kind: 'AppProject', metadata: { name }, spec: specOf(flags) });
}

/** The fields of a project that flags name. Throws `usage`. */
export function specOf(flags: ProjectFlags): Project['spec'] {
  const kinds = (texts: readonly string[] | undefined) => texts?.map(parseKind);
  const spec: ProjectSpec = {
    description: flags.description,
    sourceRepos: flags.src === undefined ? undefined : [...flags.src],
    destinations: flags.dest?.map(parseDestination),
    clusterResourceWhitelist: kinds(flags.allowClusterResource),
    clusterResourceBlacklist: kinds(flags.denyClusterResource),
    namespaceResourceWhitelist: kinds(flags.allowNamespacedResource),
    namespaceResourceBlacklist: kinds(flags.denyNamespacedResource),
  };
  return Object.fromEntries(Object.entries(spec).filter(([, value]) => value !== undefined));
}

function parseDestination(text: string): { readonly name?: string; readonly server?: string; readonly namespace: string } {
  const [cluster, namespace, ...more] = text.split(',');
  if (cluster === undefined || cluster === '' || namespace === undefined || namespace === '' || more.length > 0) throw new DrydockError('usage', `--dest ${text}: it is CONTEXT,NAMESPACE or SERVER,NAMESPACE, such as kind-dev,team-*.`);
  return cluster.includes('://') ? { server: cluster, namespace } : { name: cluster, namespace };
}

/** As argocd proj set reads it: ClusterRole, apps/Deployment, /Namespace/team-*. A kind alone is of any group. */
function parseKind(text: string): ProjectKind {
  const parts = text.split('/');
  const [group = '', kind = '', name] = parts.length === 1 ? ['*', text] : parts;
  if (kind === '' || parts.length > 3) throw new DrydockError('usage', `"${text}" names no kind: it is Kind, group/Kind or group/Kind/name, such as apps/Deployment or /Namespace/team-*.`);
  return { group, kind, ...(name === undefined ? {} : { name }) };
}

function split(text: string | undefined): string[] {
  return (text ?? '').split(',').map((part) => part.trim()).filter((part) => part !== '');
}

function listed(values: readonly string[]): string {
  const [first] = values;
  if (first === undefined) return '<none>';
  return values.length === 1 ? first : `${first} and ${values.length - 1} more`;
}

function destinationText({ name, server, namespace }: { readonly name?: string | undefined; readonly server?: string | undefined; readonly namespace?: string | undefined }): string {
  return `${[name, server].filter((part) => part !== undefined && part !== '').join('|')},${namespace ?? ''}`;
}

function kindText({ group, kind, name }: ProjectKind): string {
  return `${group}/${kind}${name === undefined ? '' : `/${name}`}`;
}

function windowText({ kind, schedule, duration, timeZone, manualSync }: SyncWindow): string {
  return `${kind} "${schedule}" for ${duration} (${timeZone ?? 'UTC'})${manualSync === true ? ', people may sync' : ''}`;
}

