/**
 * The terminal: verbs and flags as in `argocd app ...` and `argocd context`, over the engine.
 *
 * Results go to standard output, progress and problems to standard error. Exit codes: 0 done, 1 differences found
 * (diff) or operation failed, 2 wrong use, 20 a problem of the cluster or Git.
 */
import { Command, CommanderError, Option } from 'commander';
import { listActions, runAction } from './actions.ts';
import { deleteApplication, diffApplication, planApplication, rollbackApplication, runForever, syncApplication, terminateOperation } from './act.ts';
import { bindApplication } from './bind.ts';
import { createApplication } from './create.ts';
import { editFile, patchFile } from './edit.ts';
import { showManifests } from './manifests.ts';
import { collect, declareProjects } from './projectCommands.ts';
import { setApplication, unsetApplication } from './set.ts';
import { resumeApplication } from './resume.ts';
import { execInPod } from './exec.ts';
import { forwardPort } from './forward.ts';
import { PROPAGATIONS } from '../../shared/model/plan.ts';
import { homeFolder } from '../home.ts';
import { testHealthScripts } from './healthTest.ts';
import { showLogs } from './logs.ts';
import { runSession } from './session.ts';
import type { Role, Work } from './session.ts';
import { getApplication, listApplications, listContexts, listResources, showHistory } from './show.ts';
import { EXIT, processTerminal } from './terminal.ts';
import { waitApplication } from './wait.ts';

/** Parses the arguments, runs one command, and returns its exit code. */
export async function main(args: readonly string[]): Promise<number> {
  const terminal = processTerminal();
  let exitCode: number = EXIT.done;
  const program = new Command('drydock').description('GitOps from your desk: see exactly what a sync will do, then do exactly that.');
  program.option('--home <dir>', 'folder of all state (or DRYDOCK_HOME)').exitOverride();
  const perform = async (work: Work, role: Role = 'client') => {
    exitCode = await runSession(homeFolder(program.opts<{ home?: string }>().home, process.env, process.platform), terminal, work, role);
  };
  const command = (parent: Command, usage: string, description: string) => parent.command(usage).description(description).exitOverride();
  const output = (...formats: string[]) => new Option('-o, --output <format>', 'output format').choices(['json', ...formats]);

  const context = command(program, 'context', 'the clusters of the kubeconfig');
  command(context, 'list', 'list the contexts').addOption(output()).action((flags) => perform(listContexts(flags)));

  const app = command(program, 'app', 'applications');
  command(app, 'create [name]', 'create an application')
    .option('-f, --file <file>', 'an Argo CD Application as YAML (- for standard input)')
    .option('--repo <url>', 'repository URL or folder')
    .option('--revision <revision>', 'branch, tag or commit')
    .option('--path <path>', 'folder of the manifests')
    .option('--dest-context <context>', 'kube context')
    .option('--dest-namespace <namespace>', 'namespace for objects that name none')
    .option('--project <project>', 'project')
    .option('--sync-policy <policy>', 'none or automated')
    .option('--auto-prune', 'with automated: delete what left Git')
    .option('--self-heal', 'with automated: correct drift')
    .option('--directory-recurse', 'read subfolders too')
    .option('--sync-option <Name=value>', 'a sync option; several times', collect)
    .addOption(output())
    .action((name, flags) => perform(createApplication(name, flags)));
  command(app, 'list', 'list the applications').addOption(output('yaml', 'wide', 'name')).action((flags) => perform(listApplications(flags)));
  command(app, 'get <name>', 'show an application')
    .option('--refresh', 'ask Git for new commits first (without it: what is known)')
    .option('--hard-refresh', 'ask Git, and read and compare everything anew, without caches')
    .addOption(output('yaml', 'wide', 'tree'))
    .action((name, flags) => perform(getApplication(name, flags)));
  command(app, 'resources <name>', 'list its resources')
    .option('--tree', 'with what they own')
    .option('--orphaned', 'what is in its namespaces and nobody tracks instead')
    .addOption(output('yaml'))
    .action((name, flags) => perform(listResources(name, flags)));
  command(app, 'tree <name>', 'list its resources with what they own')
    .addOption(new Option('--network', 'what routes to what instead: from outside by Ingresses, Gateways, routes and Services to pods').conflicts(['pods', 'orphaned']))
    .addOption(new Option('--pods', 'the pods instead, by the node they run on').conflicts('orphaned'))
    .option('--orphaned', 'what is in its namespaces and nobody tracks instead')
    .addOption(output('yaml'))
    .action((name, flags) => perform(listResources(name, { ...flags, tree: true })));
  command(app, 'manifests <name>', 'print its manifests, Secrets masked')
    .addOption(new Option('--source <source>', 'as Git has them, or the cluster').choices(['git', 'live']).default('git'))
    .option('--revision <revision>', 'of Git at this revision')
    .addOption(output('yaml'))
    .action((name, flags) => perform(showManifests(name, flags)));
  const fields = (parent: Command) =>
    parent
      .option('--repo <url>', 'repository URL or folder')
      .option('--revision <revision>', 'branch, tag or commit')
      .option('--path <path>', 'folder of the manifests')
      .option('--dest-context <context>', 'kube context')
      .option('--dest-name <context>', 'the same')
      .option('--dest-namespace <namespace>', 'namespace for objects that name none')
      .option('--project <project>', 'project')
      .option('--sync-policy <policy>', 'none or automated')
      .option('--auto-prune', 'with automated: delete what left Git')
      .option('--no-auto-prune', 'leave it')
      .option('--self-heal', 'correct drift, with automated or without')
      .option('--no-self-heal', 'leave it')
      .option('--allow-empty', 'with automated: also where Git has no manifests at all')
      .option('--no-allow-empty', 'not then')
      .option('--sync-option <Name=value>', 'a sync option, "!Name" takes it out; several times', collect)
      .option('--directory-recurse', 'read subfolders too')
      .option('--no-directory-recurse', 'do not')
      .option('--directory-include <glob>', 'only these files')
      .option('--directory-exclude <glob>', 'not these files')
      .option('--revision-history-limit <count>', 'how many syncs are kept')
      .option('--depends-on <names>', 'applications that must be synced and healthy before it is synced by itself');
  fields(command(app, 'set <name>', 'change fields of an application')).action((name, flags) => perform(setApplication(name, flags)));
  command(app, 'unset <name>', 'take fields out of an application')
    .option('--revision', 'follow HEAD')
    .option('--path', 'the top of the repository')
    .option('--sync-policy', 'no auto-sync')
    .option('--sync-option <name>', 'a sync option; several times', collect)
    .option('--directory-recurse', 'no subfolders')
    .option('--directory-include', 'all files')
    .option('--directory-exclude', 'no file left out')
    .option('--revision-history-limit', 'ten')
    .option('--depends-on', 'nobody')
    .action((name, flags) => perform(unsetApplication(name, flags)));
  command(app, 'bind <name>', 'choose the context of an application whose file names none that there is; its file stays as it is')
    .option('--context <context>', 'kube context')
    .option('--clear', 'take the choice back')
    .addOption(output('yaml'))
    .action((name, flags) => perform(bindApplication(name, flags)));
  command(app, 'edit <name>', 'edit an application in $EDITOR').action((name) => perform(editFile('application', name)));
  command(app, 'patch <name>', 'change an application by a patch')
    .requiredOption('--patch <json>', 'the patch')
    .addOption(new Option('--type <type>', 'what the patch is').choices(['json', 'merge']).default('json'))
    .action((name, flags) => perform(patchFile('application', name, flags)));
  command(app, 'history <name>', 'list its syncs').addOption(output('yaml', 'wide', 'id')).action((name, flags) => perform(showHistory(name, flags)));

  const planned = (parent: Command) => parent.option('--prune', 'delete what left Git').option('--adopt', 'take over what another tool tracks').option('--hard-refresh', 'ignore every cache').option('--resource <GROUP:KIND:NAME>', 'only this resource, "!..." all but this; several times', collect).addOption(output());
  planned(command(app, 'diff <name>', 'show the differences'))
    .option('--revision <revision>', 'of another revision; given twice, between the two as they are rendered', collect)
    .action((name, flags) => perform(diffApplication(name, flags)));
  planned(command(app, 'plan <name>', 'show what a sync would do')).action((name, flags) => perform(planApplication(name, flags)));
  const synced = (parent: Command) => planned(parent).option('--dry-run', 'only show the plan').option('--confirm-cluster', 'the cluster behind the context may be a new one').option('--confirm-context <name>', 'the name of a protected context').option('-y, --yes', 'do not ask');
  synced(command(app, 'sync <name>', 'make the cluster match Git'))
    .option('--plan <id>', 'only if the plan is still this one')
    .option('--timeout <seconds>', 'stop it after this time, 0 for never', '0')
    .option('--retry-limit <count>', 'try a failed sync again so often, below 0 without end')
    .option('--retry-backoff-duration <duration>', 'the first pause before that (5s)')
    .option('--retry-backoff-factor <factor>', 'what the pauses grow by (2)')
    .option('--retry-backoff-max-duration <duration>', 'the longest pause (3m)')
    .action((name, flags) => perform(syncApplication(name, flags)));
  command(app, 'resume <name>', 'go on with a sync that was interrupted')
    .option('--confirm-cluster', 'the cluster behind the context may be a new one')
    .option('--confirm-context <name>', 'the name of a protected context')
    .option('-y, --yes', 'do not ask')
    .addOption(output())
    .action((name, flags) => perform(resumeApplication(name, flags)));
  synced(command(app, 'rollback <name> <id>', 'go back to a history entry')).action((name, id, flags) => perform(rollbackApplication(name, id, flags)));
  command(app, 'terminate-op <name>', 'stop its sync').action((name) => perform(terminateOperation(name)));
  command(app, 'wait <name>', 'wait until it is synced and healthy and no operation runs')
    .option('--sync', 'until it is synced')
    .option('--health', 'until it is healthy')
    .option('--suspended', 'until it is suspended')
    .option('--degraded', 'until it is degraded')
    .option('--operation', 'until no operation runs')
    .option('--delete', 'until it is deleted')
    .option('--timeout <seconds>', 'give up after this time, 0 for never', '0')
    .addOption(output())
    .action((name, flags) => perform(waitApplication(name, flags)));
  command(app, 'logs <name>', 'show the logs of its pods')
    .option('--pod <pod>', 'of this pod')
    .option('-c, --container <container>', 'of this container')
    .option('--group <group>', 'of an object of this API group')
    .option('--kind <kind>', 'of the pods below an object of this kind')
    .option('--name <name>', 'and of this name')
    .option('--namespace <namespace>', 'and in this namespace')
    .option('-f, --follow', 'go on until stopped, with pods that come')
    .option('-p, --previous', 'of the run before this one')
    .option('--since <duration>', 'not older, such as 30s, 10m, 2h')
    .option('--tail <lines>', 'this many of the newest lines of each')
    .option('--filter <text>', 'only lines with this text')
    .option('--timestamps', 'with the time of each line')
    .addOption(output())
    .action((name, flags) => perform(showLogs(name, flags)));
  command(app, 'exec <name> [command...]', 'run a command in a container (a shell without one)')
    .requiredOption('--pod <pod>', 'in this pod')
    .option('-c, --container <container>', 'in this container')
    .option('--namespace <namespace>', "the pod's namespace")
    .option('-i, --stdin', 'give it the input of this terminal')
    .option('-t, --tty', 'give it a terminal')
    .option('--confirm-context <name>', 'the name of a protected context')
    .action((name, words, flags) => perform(execInPod(name, words, flags)));
  command(app, 'port-forward <name> <target> <port>', 'forward a port of this computer to pod/NAME or service/NAME ([LOCAL:]REMOTE)')
    .option('--namespace <namespace>', 'its namespace')
    .addOption(output())
    .action((name, target, port, flags) => perform(forwardPort(name, { target, port }, flags)));
  const actions = command(app, 'actions', "what Argo CD's scripts do with resources");
  const acted = (parent: Command) =>
    parent
      .requiredOption('--kind <kind>', 'with an object of this kind')
      .requiredOption('--resource-name <name>', 'and of this name')
      .option('--group <group>', 'of this API group')
      .option('--namespace <namespace>', 'in this namespace')
      .addOption(output());
  acted(command(actions, 'list <name>', 'list what can be done with a resource')).action((name, flags) => perform(listActions(name, flags)));
  acted(command(actions, 'run <name> <action>', 'do it'))
    .option('--confirm-context <name>', 'the name of a protected context')
    .action((name, action, flags) => perform(runAction(name, action, flags)));
  command(app, 'delete <name>', 'delete an application')
    .option('--cascade <bool>', 'delete its resources too', 'true')
    .addOption(new Option('--propagation-policy <policy>', 'what becomes of what its resources own').choices(PROPAGATIONS))
    .option('--force', 'delete the file alone, without its cluster')
    .option('-y, --yes', 'do not ask')
    .addOption(output())
    .action((name, flags) => perform(deleteApplication(name, flags)));
  const health = command(program, 'health', "Argo CD's health scripts");
  command(health, 'test <folder>', 'run their cases (health_test.yaml)')
    .addOption(output())
    .action(async (folder, flags) => {
      exitCode = await testHealthScripts(terminal, folder, flags);
    });
  declareProjects(program, { command, output, perform });
  command(program, 'run', 'keep every application reconciled until stopped').addOption(output()).action((flags) => perform(runForever(flags), 'host'));

  try {
    await program.parseAsync([...args], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  }
  return exitCode;
}
