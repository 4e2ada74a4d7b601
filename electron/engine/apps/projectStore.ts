import { readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parseDocument, stringify } from 'yaml';
import type { Document } from 'yaml';
import { DrydockError, errorShape } from '../../../shared/model/errors.ts';
import { isJsonObject } from '../../../shared/model/json.ts';
import type { BrokenProject, StoredProject } from '../../../shared/model/project.ts';
import { DEFAULT_PROJECT, DEFAULT_PROJECT_NAME, projectSchema } from '../../../shared/model/project.ts';
import { globProblems, windowProblem } from '../projects/index.ts';
import { isMissing, writeFileAtomic } from './files.ts';
import type { FileKind } from './manifestFile.ts';
import { parseMapping, placed, validateDocument } from './manifestFile.ts';
import { manifestFolder, nameOfFile } from './manifestFolder.ts';
import type { FieldEdit } from './store.ts';

/** A stored project, which has a file. */
type ProjectFile = StoredProject & { readonly file: string };

/** The projects of a home: `<home>/projects/<name>.yaml`, each an Argo CD AppProject. */
export interface ProjectStore {
  /** All files, sorted by name, and `default` whether or not it has one. */
  list(): Promise<{ readonly projects: readonly StoredProject[]; readonly broken: readonly BrokenProject[] }>;
  /** Throws `not-found`, or what is wrong with the file. `default` is always there. */
  get(name: string): Promise<StoredProject>;
  /** Writes a new file from YAML text; comments and unknown fields are kept. Throws `already-exists` or `project-invalid`. */
  create(text: string, from: string): Promise<ProjectFile>;
  /** The file as it stands; of `default` without a file, what it would say. */
  read(name: string): Promise<{ readonly yaml: string; readonly file: string }>;
  /** Replaces a file's text; its name stays. Throws `conflict` if the file is not `base` any more, or `project-invalid`. */
  replace(name: string, text: string, base: string): Promise<ProjectFile>;
  /** Sets fields, or removes them where the value is null; comments and all else stay. Throws `project-invalid`. */
  set(name: string, changes: readonly FieldEdit[]): Promise<ProjectFile>;
  /** Deletes a file. Throws `not-found`. */
  remove(name: string): Promise<void>;
}

const FILE: FileKind = { kind: 'AppProject', code: 'project-invalid' };
const MAX_BYTES = 1_000_000;
const KNOWN_SPEC = new Set(['description', 'sourceRepos', 'destinations', 'clusterResourceWhitelist', 'clusterResourceBlacklist', 'namespaceResourceWhitelist', 'namespaceResourceBlacklist', 'syncWindows', 'orphanedResources']);

export function createProjectStore(home: string): ProjectStore {
  const folder = join(home, 'projects');
  const files = manifestFolder(folder);
  /** Every comparison asks for its project; a file is parsed again only when it changed. */
  const known = new Map<string, { readonly stamp: string; readonly project: ProjectFile }>();

  async function load(file: string): Promise<ProjectFile> {
    const { size, mtimeMs, ino } = await stat(file);
    if (size > MAX_BYTES) throw new DrydockError('project-invalid', `${file} is larger than 1 MB and is not a project.`);
    const stamp = [size, mtimeMs, ino].join();
    const before = known.get(file);
    if (before?.stamp === stamp) return before.project;
    const project = { ...parseProject(await readFile(file, 'utf8'), file).project, file };
    const expected = nameOfFile(file);
    if (expected !== project.name) {
      throw new DrydockError('project-invalid', `${file}: metadata.name is "${project.name}", but the file is named after "${expected ?? ''}".`, { hint: `Rename the file to ${project.name}.yaml, or correct metadata.name.` });
    }
    known.set(file, { stamp, project });
    return project;
  }

  async function fileOf(name: string): Promise<string> {
    const file = await files.find(name);
    if (file !== undefined) return file;
    throw missingProject(name);
  }

  async function get(name: string): Promise<StoredProject> {
    try {
      const file = await files.find(name);
      if (file !== undefined) return await load(file);
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
    if (name === DEFAULT_PROJECT_NAME) return DEFAULT_PROJECT;
    throw missingProject(name);
  }

  async function read(name: string): Promise<{ readonly yaml: string; readonly file: string }> {
    const file = await files.find(name);
    if (file !== undefined) return { yaml: await readFile(file, 'utf8'), file };
    if (name === DEFAULT_PROJECT_NAME) return { yaml: defaultText(), file: join(folder, `${name}.yaml`) };
    throw missingProject(name);
  }

  async function write(name: string, file: string, text: string): Promise<ProjectFile> {
    const { document, project } = parseProject(text, file);
    if (project.name !== name) {
      throw new DrydockError('project-invalid', `${file}: metadata.name: a project keeps its name, "${name}"; it was "${project.name}" in the edited text.`, {
        hint: 'To rename it, create another project, move the applications there, and delete this one.',
      });
    }
    await writeFileAtomic(file, document.toString());
    return { ...project, file };
  }

  return {
    get,
    read,
    async list() {
      const projects: StoredProject[] = [];
      const broken: BrokenProject[] = [];
      for (const { name, file } of await files.files()) {
        try {
          const project = await load(file);
          if (projects.some((other) => other.name === project.name)) throw new DrydockError('project-invalid', `${file}: the project "${project.name}" stands in another file already.`, { hint: 'Remove one of the two files.' });
          projects.push(project);
        } catch (error) {
          if (isMissing(error)) continue;
          broken.push({ name, file, error: errorShape(error instanceof DrydockError ? error : new DrydockError('project-invalid', `${file} could not be read: ${String(error)}`, { cause: error })) });
        }
      }
      // A broken file of `default` must not look like one that allows everything.
      if (![...projects, ...broken].some(({ name }) => name === DEFAULT_PROJECT_NAME)) projects.push(DEFAULT_PROJECT);
      return { projects: projects.toSorted((a, b) => (a.name < b.name ? -1 : 1)), broken };
    },
    async create(text, from) {
      const { document, project } = parseProject(text, from);
      const taken = await files.find(project.name);
      if (taken !== undefined) throw new DrydockError('already-exists', `There is already a project "${project.name}" (${taken}).`, { hint: 'Choose another name, or edit that one.' });
      const file = join(folder, `${project.name}.yaml`);
      await writeFileAtomic(file, document.toString());
      return { ...project, file };
    },
    async replace(name, text, base) {
      const current = await read(name);
      if (current.yaml !== base) {
        throw new DrydockError('conflict', `Nothing was saved: ${current.file} was changed by somebody else meanwhile.`, { hint: 'Look at it as it is now, and make your change again.' });
      }
      return write(name, current.file, text);
    },
    async set(name, changes) {
      const { yaml, file } = await read(name);
      const document = parseDocument(yaml);
      for (const { path, value } of changes) {
        if (value !== null) {
          document.setIn(path, typeof value === 'object' ? document.createNode(value) : value);
        } else if (document.hasIn(path)) document.deleteIn(path);
      }
      return write(name, file, document.toString());
    },
    async remove(name) {
      const file = await fileOf(name);
      known.delete(file);
      await rm(file);
    },
  };
}

/** What a file of `default` begins with. */
function defaultText(): string {
  return stringify(DEFAULT_PROJECT.manifest);
}

/** How an application, or a person, is told that a project is not there. */
function missingProject(name: string): DrydockError {
  return new DrydockError('not-found', `There is no project "${name}".`, { hint: 'See "proj list" for those there are, or create it: proj create NAME.' });
}

/** Parses and validates a project's YAML. Throws `project-invalid` that names file, line and field. */
function parseProject(text: string, file: string): { document: Document; project: StoredProject } {
  const parsed = parseMapping(text, file, FILE);
  const { document, lines } = parsed;
  const manifest: unknown = document.toJS();
  const { metadata, spec } = validateDocument(projectSchema, parsed, manifest, file, FILE);
  const project = { name: metadata.name, spec };
  const problems = [
    ...globProblems(project),
    ...(spec.syncWindows ?? []).flatMap((window, index) => {
      const problem = windowProblem(window);
      return problem === undefined ? [] : [`spec.syncWindows.${index}.${problem}`];
    }),
  ].map((problem) => {
    const [path = '', ...words] = problem.split(': ');
    return placed(document, lines, file, path.split('.'), words.join(': '));
  });
  if (problems.length > 0) throw new DrydockError('project-invalid', problems.join('\n'));
  return {
    document,
    project: {
      ...project,
      manifest: isJsonObject(manifest) ? manifest : {},
      warnings: Object.keys(spec).filter((field) => !KNOWN_SPEC.has(field)).map((field) => `spec.${field} is kept, but has no effect here.`),
    },
  };
}
