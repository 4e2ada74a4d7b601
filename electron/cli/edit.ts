import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { DrydockError } from '../../shared/model/errors.ts';
import { patchDocument } from './patch.ts';
import type { Session, Work } from './session.ts';

/** What is edited: an application or a project. */
export type Edited = 'application' | 'project';

/** Opens the file in the editor that $VISUAL or $EDITOR names, and saves what was made of it. */
export function editFile(what: Edited, name: string): Work {
  return async (session) => {
    const { yaml } = await read(session, what, name);
    const folder = await mkdtemp(join(tmpdir(), 'drydock-edit-'));
    const file = join(folder, `${name}.yaml`);
    await writeFile(file, yaml, { mode: 0o600 });
    await openEditor(process.env, file);
    const edited = await readFile(file, 'utf8');
    if (edited === yaml) {
      await rm(folder, { recursive: true, force: true });
      session.terminal.err('Nothing was changed.');
      return;
    }
    try {
      await replace(session, what, name, edited, yaml);
    } catch (error) {
      // What was written is worth more than a tidy folder.
      session.terminal.err(`Your text is kept in ${file}.`);
      throw error;
    }
    await rm(folder, { recursive: true, force: true });
  };
}

/** Changes a file by a patch; comments stay. */
export function patchFile(what: Edited, name: string, flags: { readonly patch: string; readonly type: 'json' | 'merge' }): Work {
  return async (session) => {
    const { yaml } = await read(session, what, name);
    const document = parseDocument(yaml);
    patchDocument(document, flags.type, flags.patch);
    await replace(session, what, name, document.toString(), yaml);
  };
}

function read({ client }: Session, what: Edited, name: string) {
  return what === 'application' ? client.call('read', { name }) : client.call('readProject', { name });
}

async function replace({ client, terminal }: Session, what: Edited, name: string, yaml: string, base: string): Promise<void> {
  const { warnings } = what === 'application' ? await client.call('replace', { name, yaml, base }) : await client.call('replaceProject', { name, yaml, base });
  for (const warning of warnings) terminal.err(`${terminal.paint('yellow', 'warning:')} ${warning}`);
  terminal.out(`${what === 'application' ? 'Application' : 'Project'} ${name} changed.`);
}

/** Runs the editor on a file, with this terminal, and waits for it. Throws `usage` where there is none or it fails. */
async function openEditor(env: NodeJS.ProcessEnv, file: string): Promise<void> {
  const [program, ...args] = editorCommand(env);
  if (program === undefined) throw new DrydockError('usage', 'Nothing was changed: no editor is named.', { hint: 'Set EDITOR, such as EDITOR=vi or EDITOR="code --wait".' });
  const child = spawn(program, [...args, file], { stdio: 'inherit' });
  let code: unknown;
  try {
    [code] = await once(child, 'close');
  } catch (error) {
    throw new DrydockError('usage', `Nothing was changed: the editor ${program} could not be started: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
  if (code !== 0) throw new DrydockError('usage', `Nothing was changed: the editor ${program} ended with ${String(code ?? 'a signal')}.`);
}

/** The editor and its arguments; quotes keep spaces together, and no shell reads them. */
export function editorCommand(env: NodeJS.ProcessEnv): readonly string[] {
  const text = env['VISUAL'] ?? env['EDITOR'] ?? (process.platform === 'win32' ? 'notepad' : 'vi');
  return [...text.matchAll(/"([^"]*)"|'([^']*)'|([^\s"']+)/g)].map(([, double, single, bare]) => double ?? single ?? bare ?? '');
}
