import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { DrydockError } from '../../../shared/model/errors.ts';
import { compileGlob } from '../../../shared/model/glob.ts';
import type { KubeObject } from '../../../shared/model/kube.ts';
import { isMissing } from './files.ts';

/**
 * Argo CD's scripts for kinds: what tells their health, and what can be done with them. From a folder in Argo CD's own
 * layout, or from `argocd-cm` (argo-cd docs/operator-manual/health.md, resource_actions.md).
 */
export interface Customizations {
  /** The health script of a kind. */
  health(group: string, kind: string): string | undefined;
  actions(group: string, kind: string): ActionScripts | undefined;
}

/** What can be done with objects of a kind. */
export interface ActionScripts {
  /** Says which actions an object has now; undefined where nothing says so. */
  readonly discovery: string | undefined;
  readonly byName: ReadonlyMap<string, string>;
}

interface Entry {
  /** `<group>/<Kind>`, or `<Kind>` for the core group; globs. */
  readonly kind: string;
  readonly health: string | undefined;
  readonly actions: ActionScripts | undefined;
}

export const NO_CUSTOMIZATIONS: Customizations = { health: () => undefined, actions: () => undefined };

/** Argo CD 3.6 has some 250 kinds. */
const MOST_FOLDERS = 5_000;
const MOST_BYTES = 1_000_000;
const KEY = 'resource.customizations';

/** The first that knows a kind is asked; in each an exact kind before globs. */
export function joinCustomizations(...all: readonly Customizations[]): Customizations {
  const first = <T>(ask: (each: Customizations) => T | undefined): T | undefined => {
    for (const each of all) {
      const found = ask(each);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return { health: (group, kind) => first((each) => each.health(group, kind)), actions: (group, kind) => first((each) => each.actions(group, kind)) };
}

/**
 * The scripts of a folder: `<group>/<Kind>/health.lua` and `actions/`; a folder's name `_` stands for anything. Throws
 * `usage` where the folder cannot be read.
 */
export async function readCustomizations(folder: string): Promise<Customizations> {
  const entries: Entry[] = [];
  const pending = [''];
  let seen = 0;
  for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
    if (++seen > MOST_FOLDERS) throw new DrydockError('usage', `The health scripts in ${folder} were not read: there are more than ${MOST_FOLDERS} folders below it.`, { hint: 'Name the folder that has the groups in it (health.scripts).' });
    const names = await list(folder, path);
    for (const { name, isFolder } of names) if (isFolder && name !== 'actions' && name !== 'testdata' && !name.startsWith('.')) pending.push(path === '' ? name : `${path}/${name}`);
    const health = names.some(({ name }) => name === 'health.lua') ? await read(join(folder, path, 'health.lua')) : undefined;
    const actions = names.some(({ name, isFolder }) => name === 'actions' && isFolder) ? await readActions(join(folder, path, 'actions')) : undefined;
    if (path !== '' && (health !== undefined || actions !== undefined)) entries.push({ kind: path.replaceAll('_', '*'), health, actions });
  }
  return fromEntries(entries);
}

async function list(folder: string, path: string): Promise<readonly { readonly name: string; readonly isFolder: boolean }[]> {
  try {
    return (await readdir(join(folder, path), { withFileTypes: true })).map((entry) => ({ name: entry.name, isFolder: entry.isDirectory() }));
  } catch (error) {
    throw new DrydockError('usage', `The folder of health scripts, ${join(folder, path)}, cannot be read: ${error instanceof Error ? error.message : String(error)}`, { hint: 'Correct health.scripts in the settings, or remove it.', cause: error });
  }
}

async function read(file: string): Promise<string | undefined> {
  try {
    return (await stat(file)).size > MOST_BYTES ? undefined : await readFile(file, 'utf8');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

async function readActions(folder: string): Promise<ActionScripts> {
  const byName = new Map<string, string>();
  for (const { name, isFolder } of await list(folder, '')) {
    const script = isFolder && name !== 'testdata' ? await read(join(folder, name, 'action.lua')) : undefined;
    if (script !== undefined) byName.set(name, script);
  }
  return { discovery: await read(join(folder, 'discovery.lua')), byName };
}

/**
 * The scripts in Argo CD's ConfigMap: a key for each kind, `resource.customizations.health.<group>_<Kind>`, or all in one
 * (argo-cd util/settings/settings.go, appendResourceOverridesFromSplitKeys). What is not YAML there is left out.
 */
export function customizationsOf(configMap: KubeObject): Customizations {
  const data = Object.entries(typeof configMap['data'] === 'object' && configMap['data'] !== null ? configMap['data'] : {});
  const entries: Entry[] = [];
  for (const [name, value] of data) {
    if (typeof value !== 'string') continue;
    const split = /^resource\.customizations\.(health|actions)\.(.+)$/.exec(name);
    const kind = split?.[2]?.replace('_', '/');
    if (split?.[1] === 'health' && kind !== undefined) entries.push({ kind, health: value, actions: undefined });
    if (split?.[1] === 'actions' && kind !== undefined) entries.push({ kind, health: undefined, actions: actionsOf(value) });
    if (name !== KEY) continue;
    const all = yamlMap(value);
    for (const [each, overrides] of Object.entries(all)) {
      const { 'health.lua': health, actions } = mapOf(overrides);
      entries.push({ kind: each, health: textOf(health), actions: typeof actions === 'string' ? actionsOf(actions) : undefined });
    }
  }
  return fromEntries(entries);
}

/** `discovery.lua`, and `definitions` with a name and `action.lua` each (argo-cd types.go, ResourceActions). */
function actionsOf(text: string): ActionScripts {
  const { 'discovery.lua': discovery, definitions } = yamlMap(text);
  const byName = new Map<string, string>();
  for (const definition of Array.isArray(definitions) ? definitions : []) {
    const { name, 'action.lua': script } = mapOf(definition);
    if (typeof name === 'string' && typeof script === 'string') byName.set(name, script);
  }
  return { discovery: textOf(discovery), byName };
}

function yamlMap(text: string): Record<string, unknown> {
  try {
    return mapOf(parse(text));
  } catch {
    // Argo CD itself says what is wrong in its ConfigMap; here its other kinds still count.
    return {};
  }
}

function mapOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.fromEntries(Object.entries(value)) : {};
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

function fromEntries(entries: readonly Entry[]): Customizations {
  const exact = new Map<string, Entry[]>();
  const globs: { readonly fits: (kind: string) => boolean; readonly entry: Entry }[] = [];
  for (const entry of entries) {
    if (entry.kind.includes('*')) globs.push({ fits: compileGlob(entry.kind), entry });
    else exact.set(entry.kind, [...(exact.get(entry.kind) ?? []), entry]);
  }
  function find<T>(group: string, kind: string, of: (entry: Entry) => T | undefined): T | undefined {
    const name = group === '' ? kind : `${group}/${kind}`;
    const candidates = [...(exact.get(name) ?? []), ...globs.filter(({ fits }) => fits(name)).map(({ entry }) => entry)];
    return candidates.map(of).find((found) => found !== undefined);
  }
  return { health: (group, kind) => find(group, kind, (entry) => entry.health), actions: (group, kind) => find(group, kind, (entry) => entry.actions) };
}
