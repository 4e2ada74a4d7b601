import type { Command } from 'commander';
import { Option } from 'commander';
import { editFile } from './edit.ts';
import { addWindow, createProject, deleteProjects, deleteWindow, getProject, listProjects, listWindows, setProject } from './project.ts';
import type { Work } from './session.ts';

/** How the program makes a command and runs its work. */
export interface Declare {
  command(parent: Command, usage: string, description: string): Command;
  output(...formats: string[]): Option;
  perform(work: Work): Promise<void>;
}

/** Collects a flag that may be given several times. */
export function collect(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value];
}

/** `proj`: the verbs and flags of `argocd proj`. */
export function declareProjects(program: Command, { command, output, perform }: Declare): void {
  const proj = command(program, 'proj', 'projects');
  const rules = (parent: Command) =>
    parent
      .option('--description <text>', 'description')
      .option('-s, --src <url>', 'an allowed repository (glob, "!" denies); several times', collect)
      .option('-d, --dest <context,namespace>', 'an allowed place: CONTEXT,NAMESPACE or SERVER,NAMESPACE; several times', collect)
      .option('--allow-cluster-resource <kind>', 'an allowed kind of the cluster: Kind, group/Kind or group/Kind/name; several times', collect)
      .option('--deny-cluster-resource <kind>', 'a denied kind of the cluster; several times', collect)
      .option('--allow-namespaced-resource <kind>', 'an allowed kind in namespaces; several times', collect)
      .option('--deny-namespaced-resource <kind>', 'a denied kind in namespaces; several times', collect);
  rules(command(proj, 'create [name]', 'create a project'))
    .option('-f, --file <file>', 'an Argo CD AppProject as YAML (- for standard input)')
    .addOption(output('yaml'))
    .action((name, flags) => perform(createProject(name, flags)));
  command(proj, 'list', 'list the projects').addOption(output('yaml', 'wide', 'name')).action((flags) => perform(listProjects(flags)));
  command(proj, 'get <name>', 'show a project').addOption(output('yaml', 'wide')).action((name, flags) => perform(getProject(name, flags)));
  rules(command(proj, 'set <name>', 'change rules of a project; each list replaces the one that is there')).action((name, flags) => perform(setProject(name, flags)));
  command(proj, 'edit <name>', 'edit a project in $EDITOR').action((name) => perform(editFile('project', name)));
  command(proj, 'delete <names...>', 'delete projects').option('-y, --yes', 'do not ask').action((names, flags) => perform(deleteProjects(names, flags)));

  const windows = command(proj, 'windows', 'when the applications of a project may be synced');
  command(windows, 'list <project>', 'list its sync windows').addOption(output('yaml', 'wide')).action((project, flags) => perform(listWindows(project, flags)));
  command(windows, 'add <project>', 'add a sync window')
    .addOption(new Option('-k, --kind <kind>', 'what it does while it is open').choices(['allow', 'deny']).makeOptionMandatory())
    .requiredOption('--schedule <cron>', 'when it opens, such as "0 22 * * *"')
    .requiredOption('--duration <duration>', 'how long it stays open, such as 8h')
    .option('--applications <globs>', 'applications that it concerns, separated by commas')
    .option('--namespaces <globs>', 'namespaces that it concerns')
    .option('--clusters <globs>', 'contexts or servers that it concerns')
    .option('--manual-sync', 'people may sync where it forbids')
    .option('--time-zone <zone>', 'time zone of the schedule, such as Europe/Berlin (UTC)')
    .option('--use-and-operator', 'applications, namespaces and clusters must all fit')
    .option('--description <text>', 'description')
    .action((project, flags) => perform(addWindow(project, flags)));
  command(windows, 'delete <project> <id>', 'delete a sync window').action((project, id) => perform(deleteWindow(project, id)));
}
