import { saidWords } from '../../shared/model/destination.ts';
import { podsByNode } from '../../shared/model/podsByNode.ts';
import type { ApplicationView, RefreshDepth } from '../../shared/model/view.ts';
import type { Work } from './session.ts';
import type { Terminal } from './terminal.ts';
import { printed, printJson, table } from './terminal.ts';
import { networkLines, orphanLines, orphanTree, podLines, treeLines } from './tree.ts';
import { contextNotes, healthWord, syncWord } from './words.ts';

/** `-o json` on every command that shows something. */
export interface OutputFlags {
  readonly output?: string;
}

/** The contexts of the kubeconfig; none is contacted. */
export function listContexts(flags: OutputFlags): Work {
  return async ({ client, terminal }) => {
    const { contexts, files, problems } = await client.call('contexts', {});
    for (const problem of problems) terminal.err(`${terminal.paint('yellow', 'warning:')} ${problem}`);
    if (flags.output === 'json') return printJson(terminal, contexts);
    if (contexts.length === 0) return terminal.out(`No contexts: there is none in ${files.join(', ')}.`);
    const rows = contexts.map((context) => [context.current ? '*' : '', context.name, context.server, context.namespace, contextNotes(terminal, context)]);
    for (const line of table([['CURRENT', 'NAME', 'SERVER', 'NAMESPACE', 'NOTES'], ...rows])) terminal.out(line);
  };
}

/** All applications with their states; broken files are listed as such. */
export function listApplications(flags: OutputFlags): Work {
  return async ({ client, terminal, signal }) => {
    const { applications, broken } = await client.call('list', {});
    const views = await terminal.during('Comparing the applications with their clusters', Promise.all(applications.map((application) => client.call('view', { name: application.name, depth: 'known' }, { signal }))));
    for (const { error } of broken) terminal.err(`${terminal.paint('red', 'broken:')} ${error.message}`);
    if (printed(terminal, flags, views)) return;
    if (flags.output === 'name') return views.forEach((view) => terminal.out(view.metadata.name));
    if (views.length === 0 && broken.length === 0) {
      return terminal.out('No applications yet. Create one: app create NAME --repo URL --path PATH --dest-context CONTEXT --dest-namespace NAMESPACE');
    }
    const rows = views.map((view) => [
      view.metadata.name,
      contextCell(view),
      view.spec.destination.namespace ?? '',
      view.spec.project,
      syncWord(terminal, view.status.sync.status),
      healthWord(terminal, view.status.health.status),
      policyWord(view),
      view.spec.source.repoURL,
      view.spec.source.path ?? '.',
      view.spec.source.targetRevision ?? 'HEAD',
    ]);
    for (const line of table([['NAME', 'CONTEXT', 'NAMESPACE', 'PROJECT', 'STATUS', 'HEALTH', 'SYNCPOLICY', 'REPO', 'PATH', 'TARGET'], ...rows])) terminal.out(line);
    for (const view of views) for (const condition of view.status.conditions) terminal.err(`${view.metadata.name}: ${condition.message}`);
  };
}

/** One application: what it is, how it is, and each of its resources. */
export function getApplication(name: string, flags: OutputFlags & { readonly refresh?: boolean; readonly hardRefresh?: boolean }): Work {
  return async ({ client, terminal, signal }) => {
    const depth: RefreshDepth = flags.hardRefresh === true ? 'hard' : flags.refresh === true ? 'fetch' : 'known';
    const view = await terminal.during(`Comparing ${name} with its cluster`, client.call('view', { name, depth }, { signal }));
    if (printed(terminal, flags, view)) return;
    for (const line of summaryLines(terminal, view)) terminal.out(line);
    if (view.status.resources.length > 0) terminal.out('');
    const lines = flags.output === 'tree' ? treeLines(terminal, await client.call('tree', { name }, { signal })) : resourceLines(terminal, view);
    for (const line of lines) terminal.out(line);
  };
}

/** What of an application's resources is listed; its own alone where nothing is said. */
export interface ResourceFlags extends OutputFlags {
  readonly tree?: boolean;
  readonly network?: boolean;
  readonly pods?: boolean;
  readonly orphaned?: boolean;
}

/** The resources alone, with what they own, by what routes to what, or their pods by node; or what nobody tracks beside them. */
export function listResources(name: string, flags: ResourceFlags): Work {
  return async ({ client, terminal, signal }) => {
    const show = (value: unknown, lines: () => readonly string[]): void => {
      if (!printed(terminal, flags, value)) for (const line of lines()) terminal.out(line);
    };
    if (flags.orphaned === true) {
      const found = await terminal.during(`Looking for what nobody tracks beside ${name}`, client.call('orphans', { name }, { signal }));
      for (const problem of found.unreadable) terminal.err(`${terminal.paint('yellow', 'warning:')} ${problem}`);
      if (flags.tree === true) return show(found, () => orphanTree(found));
      return show(found.orphans, () => orphanLines(found));
    }
    if (flags.network === true) {
      const network = await client.call('network', { name }, { signal });
      return show(network, () => networkLines(terminal, network));
    }
    if (flags.tree === true || flags.pods === true) {
      const tree = await client.call('tree', { name }, { signal });
      if (flags.pods !== true) return show(tree, () => treeLines(terminal, tree));
      const groups = podsByNode(tree);
      return show(groups, () => podLines(terminal, groups));
    }
    const view = await client.call('view', { name, depth: 'known' }, { signal });
    if (flags.output === undefined) for (const condition of view.status.conditions) terminal.err(condition.message);
    show(view.status.resources, () => resourceLines(terminal, view));
  };
}

export function showHistory(name: string, flags: OutputFlags): Work {
  return async ({ client, terminal }) => {
    const history = await client.call('history', { name });
    if (printed(terminal, flags, history)) return;
    if (flags.output === 'id') return history.forEach(({ id }) => terminal.out(String(id)));
    if (history.length === 0) return terminal.out(`${name} was never synced successfully.`);
    const rows = history.map((entry) => [
      String(entry.id),
      entry.deployedAt,
      flags.output === 'wide' ? entry.revision : entry.revision.slice(0, 7),
      entry.source.targetRevision ?? 'HEAD',
      entry.initiatedBy.automated ? 'auto-sync' : entry.initiatedBy.username,
      (['create', 'update', 'adopt', 'replace', 'prune', 'hook', 'unchanged'] as const)
        .filter((operation) => (entry.counts[operation] ?? 0) > 0)
        .map((operation) => `${entry.counts[operation]} ${operation}`)
        .join(', '),
      ...(flags.output === 'wide' ? [entry.source.repoURL, entry.source.path ?? '.'] : []),
    ]);
    for (const line of table([['ID', 'DATE', 'REVISION', 'TARGET', 'BY', 'WHAT', ...(flags.output === 'wide' ? ['REPO', 'PATH'] : [])], ...rows])) terminal.out(line);
  };
}

/** What an application is and how it is, a field per line. */
export function summaryLines(terminal: Terminal, view: ApplicationView): string[] {
  const { spec, status } = view;
  const revision = status.sync.revision === undefined ? '' : ` (${status.sync.revision.slice(0, 7)}${status.commit === undefined ? '' : ` "${status.commit.subject}" by ${status.commit.author}`})`;
  const rows = [
    ['Name:', view.metadata.name],
    ['Project:', spec.project],
    ['Context:', contextText(view)],
    ...(status.destination === undefined || status.destination.by === 'name' ? [] : [['Destination:', saidWords(spec.destination)]]),
    ['Namespace:', spec.destination.namespace ?? 'default'],
    ['Repo:', spec.source.repoURL],
    ['Target:', `${spec.source.targetRevision ?? 'HEAD'}${revision}`],
    ['Path:', `${spec.source.path ?? '.'}${spec.source.directory?.recurse === true ? ' (with subfolders)' : ''}`],
    ...(spec.info ?? []).map(({ name, value }) => [`Info: ${name}`, value]),
    ['Sync policy:', policyWord(view)],
    ['Sync status:', syncWord(terminal, status.sync.status)],
    ['Health:', `${healthWord(terminal, status.health.status)}${status.health.message === undefined ? '' : `  ${status.health.message}`}`],
    ...(status.operationState === undefined ? [] : [['Last sync:', `${status.operationState.phase} ${status.operationState.finishedAt ?? status.operationState.startedAt}: ${status.operationState.message}`]]),
    ...status.conditions.map((condition) => [`${condition.type}:`, terminal.paint('yellow', condition.message) + (condition.hint === undefined ? '' : `\n  ${condition.hint}`)]),
  ];
  return table(rows);
}

export function resourceLines(terminal: Terminal, view: ApplicationView): string[] {
  if (view.status.resources.length === 0) return [];
  const rows = view.status.resources.map((resource) => [
    resource.group ?? '',
    resource.kind,
    resource.namespace ?? '',
    resource.name,
    syncWord(terminal, resource.status),
    resource.health === undefined ? '' : healthWord(terminal, resource.health.status),
    [resource.requiresPruning === true ? 'to be pruned' : '', resource.health?.message ?? '', resource.message ?? ''].filter((text) => text !== '').join('; '),
  ]);
  return table([['GROUP', 'KIND', 'NAMESPACE', 'NAME', 'STATUS', 'HEALTH', 'MESSAGE'], ...rows]);
}

/** The context that an application goes to; what its file says where nobody chose one. */
function contextCell({ spec, status: { destination } }: ApplicationView): string {
  return destination === undefined || destination.by === 'nobody' ? saidWords(spec.destination) : destination.context;
}

/** The same, with who says so where it is not the file. */
function contextText(view: ApplicationView): string {
  const { destination } = view.status;
  switch (destination?.by) {
    case 'server':
      return `${destination.context} (it has this server)`;
    case 'choice':
      return destination.of === undefined ? `${destination.context} (chosen: app bind ${view.metadata.name})` : `${destination.context} (chosen for ${destination.of}, which renders it)`;
    case 'nobody':
      return `none: choose one by app bind ${view.metadata.name} --context CONTEXT`;
    default:
      return contextCell(view);
  }
}

function policyWord(view: ApplicationView): string {
  const automated = view.spec.syncPolicy?.automated;
  if (automated === undefined || automated === null || automated.enabled === false) return 'Manual';
  return ['Auto', ...(automated.prune === true ? ['Prune'] : []), ...(automated.selfHeal === true ? ['SelfHeal'] : [])].join('-');
}
