import { keyWords } from '../../shared/model/kube.ts';
import { unifiedDiff } from '../engine/index.ts';
import type { Work } from './session.ts';
import type { OutputFlags } from './show.ts';
import type { Terminal } from './terminal.ts';
import { EXIT, printJson, printYaml } from './terminal.ts';

/** The objects of an application, as Git or the cluster has them, as YAML documents; Secrets are masked. */
export function showManifests(name: string, flags: OutputFlags & { readonly source: 'git' | 'live'; readonly revision?: string }): Work {
  return async ({ client, terminal, signal }) => {
    const objects = await terminal.during(`Reading the manifests of ${name}`, client.call('manifests', { name, source: flags.source, ...(flags.revision === undefined ? {} : { revision: flags.revision }) }, { signal }));
    if (flags.output === 'json') return printJson(terminal, objects);
    for (const object of objects) {
      terminal.out('---');
      printYaml(terminal, object);
    }
  };
}

/** What two revisions of an application's source render differently; exit code 1 if anything. No cluster is asked. */
export function diffRevisions(name: string, [from, to]: readonly [string, string], flags: OutputFlags): Work {
  return async ({ client, terminal, signal }) => {
    const found = await terminal.during(`Rendering ${name} at ${from} and ${to}`, client.call('diffRevisions', { name, from, to }, { signal }));
    if (flags.output === 'json') printJson(terminal, found);
    else {
      const sides = [found.from.id.slice(0, 7), found.to.id.slice(0, 7)] as const;
      for (const { key, diff } of found.changes) {
        terminal.out(terminal.paint('bold', `===== ${keyWords(key)} ======`));
        const { group, kind, namespace, name: object } = key;
        printDiff(terminal, unifiedDiff(diff, [group, kind, namespace, object].filter((part) => part !== '').join('/'), 3, sides));
      }
      if (found.changes.length === 0) terminal.err(`${sides[0]} and ${sides[1]} render the same.`);
    }
    return found.changes.length > 0 ? EXIT.failed : EXIT.done;
  };
}

/** A unified diff, line by line, coloured where a person reads it. */
export function printDiff(terminal: Terminal, text: string): void {
  for (const line of text.trimEnd().split('\n')) {
    const style = line.startsWith('@@') ? 'cyan' : /^(\+\+\+|---)/.test(line) ? 'bold' : line.startsWith('+') ? 'green' : line.startsWith('-') ? 'red' : undefined;
    terminal.out(style === undefined ? line : terminal.paint(style, line));
  }
}
