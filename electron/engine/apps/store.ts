import { randomUUID } from 'node:crypto';
import { readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import type { Document } from 'yaml';
import type { BrokenApplication, StoredApplication } from '../../../shared/model/application.ts';
import { applicationSchema, applicationSpecSchema, SEVERAL_SOURCES, severalSources } from '../../../shared/model/application.ts';
import { DrydockError, errorShape } from '../../../shared/model/errors.ts';
import type { JsonValue } from '../../../shared/model/json.ts';
import { isJsonArray, isJsonObject } from '../../../shared/model/json.ts';
import { unknownFields } from '../../../shared/model/unknownFields.ts';
import { ruleProblems } from '../diff/index.ts';
import { isMissing, writeFileAtomic } from './files.ts';
import type { FileKind } from './manifestFile.ts';
import { parseMapping, validateDocument } from './manifestFile.ts';
import { manifestFolder, nameOfFile } from './manifestFolder.ts';
import { optionWarning } from './optionWords.ts';

export interface ApplicationStore {
  /** All files of the home, sorted by name. */
  list(): Promise<{ readonly applications: readonly StoredApplication[]; readonly broken: readonly BrokenApplication[] }>;
  /** Throws `not-found`, or what is wrong with the file. */
  get(name: string): Promise<StoredApplication>;
  /** Writes a new file from YAML text; comments and unknown fields are kept. Throws `already-exists` or `application-invalid`. */
  create(text: string, from: string): Promise<StoredApplication>;
  /** The file of an application as it stands. */
  read(name: string): Promise<{ readonly yaml: string; readonly file: string }>;
  /** Replaces a file's text; name and uid stay. Throws `conflict` if the file is not `base` any more, or `application-invalid`. */
  replace(name: string, text: string, base: string): Promise<StoredApplication>;
  /** Sets fields, or removes them where the value is null; comments and all else stay. Throws `application-invalid`. */
  set(name: string, changes: readonly FieldEdit[]): Promise<StoredApplication>;
  /** Checks an application's text as `create` does, and stores nothing. */
  check(text: string, from: string): StoredApplication;
  remove(name: string): Promise<void>;
}

/** One field of an application's file: its path from the top, and its new value; null removes it. */
export interface FieldEdit {
  readonly path: readonly string[];
  readonly value: JsonValue;
}

const FILE: FileKind = { kind: 'Application', code: 'application-invalid' };
/** An application file is small; a larger one is something else. */
const MAX_BYTES = 1_000_000;

/** The applications of a home: `<home>/applications/<name>.yaml`, each an Argo CD Application. */
export function createApplicationStore(home: string): ApplicationStore {
  const folder = join(home, 'applications');
  const files = manifestFolder(folder);

  async function read(file: string): Promise<StoredApplication> {
    if ((await stat(file)).size > MAX_BYTES) throw new DrydockError('application-invalid', `${file} is larger than 1 MB and is not an application.`);
    return load(await readFile(file, 'utf8'), file);
  }

  async function load(text: string, file: string): Promise<StoredApplication> {
    const { document, application } = parseApplication(text, file);
    const expected = nameOfFile(file);
    if (expected !== undefined && expected !== application.name) {
      throw new DrydockError('application-invalid', `${file}: metadata.name is "${application.name}", but the file is named after "${expected}".`, {
        hint: `Rename the file to ${application.name}.yaml, or correct metadata.name.`,
      });
    }
    if (application.uid !== '') return { ...application, file };
    // A file brought over from Argo CD or written by hand gets its own identity on first sight.
    const uid = randomUUID();
    document.setIn(['metadata', 'uid'], uid);
    await writeFileAtomic(file, document.toString());
    return { ...application, uid, file };
  }

  async function get(name: string): Promise<StoredApplication> {
    const file = await files.find(name);
    try {
      if (file !== undefined) return await read(file);
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
    throw missing(name);
  }

  async function fileOf(name: string): Promise<string> {
    const file = await files.find(name);
    if (file !== undefined) return file;
    throw missing(name);
  }

  /** Writes an edited document over its file, if it is still an application of this name; the uid is its identity and stays. */
  async function rewrite(name: string, file: string, text: string, uid: string): Promise<StoredApplication> {
    const { document, application } = parseApplication(text, file);
    if (application.name !== name) {
      throw new DrydockError('application-invalid', `${file}: metadata.name: an application keeps its name, "${name}"; it was "${application.name}" in the edited text.`, {
        hint: 'To rename it, create another application and delete this one without its resources.',
      });
    }
    if (application.uid !== uid) document.setIn(['metadata', 'uid'], uid);
    await writeFileAtomic(file, document.toString());
    return { ...application, uid, file };
  }

  return {
    get,
    async read(name) {
      const file = await fileOf(name);
      return { yaml: await readFile(file, 'utf8'), file };
    },
    async replace(name, text, base) {
      const file = await fileOf(name);
      const current = await readFile(file, 'utf8');
      if (current !== base) {
        throw new DrydockError('conflict', `Nothing was saved: ${file} was changed by somebody else meanwhile.`, { hint: 'Look at it as it is now, and make your change again.' });
      }
      // A broken file may be replaced too; it has no uid to keep.
      const uid = uidIn(current) ?? randomUUID();
      return rewrite(name, file, text, uid);
    },
    async set(name, changes) {
      const { file, uid, spec } = await get(name);
      const document = parseDocument(await readFile(file, 'utf8'));
      for (const { path: asked, value } of changes) {
        const path = sourcePath(asked, spec, name);
        if (value !== null) {
          // A plain value goes into the node that is there, whose comment stays.
          document.setIn(path, typeof value === 'object' ? document.createNode(value) : value);
        } else if (document.hasIn(path)) document.deleteIn(path);
      }
      return rewrite(name, file, document.toString(), uid);
    },
    check(text, from) {
      return { ...parseApplication(text, from).application, uid: randomUUID(), file: from };
    },
    async list() {
      const applications: StoredApplication[] = [];
      const broken: BrokenApplication[] = [];
      for (const { name, file } of await files.files()) {
        try {
          const application = await read(file);
          const earlier = applications.find((other) => other.name === application.name);
          if (earlier !== undefined) {
            throw new DrydockError('application-invalid', `${file}: the application "${application.name}" stands in ${earlier.file} already.`, { hint: 'Remove one of the two files.' });
          }
          applications.push(application);
        } catch (error) {
          if (isMissing(error)) continue;
          const known = error instanceof DrydockError ? error : new DrydockError('application-invalid', `${file} could not be read: ${String(error)}`, { cause: error });
          broken.push({ name, file, error: errorShape(known) });
        }
      }
      return { applications, broken };
    },
    async create(text, from) {
      const { document, application } = parseApplication(text, from);
      const taken = await files.find(application.name);
      if (taken !== undefined) {
        throw new DrydockError('already-exists', `There is already an application "${application.name}" (${taken}).`, {
          hint: 'Choose another name, or delete that one first.',
        });
      }
      const file = join(folder, `${application.name}.yaml`);
      // A uid from elsewhere would make objects of another home look like ours.
      const uid = randomUUID();
      document.setIn(['metadata', 'uid'], uid);
      await writeFileAtomic(file, document.toString());
      return { ...application, uid, file };
    },
    async remove(name) {
      await rm(await fileOf(name));
    },
  };
}

/** Where a field of the source stands: in a list of one, where there is such a list. Throws `usage` for a longer one. */
function sourcePath(path: readonly string[], spec: StoredApplication['spec'], name: string): readonly (string | number)[] {
  if (path[0] !== 'spec' || path[1] !== 'source' || (spec.sources?.length ?? 0) === 0) return path;
  if (!severalSources(spec)) return ['spec', 'sources', 0, ...path.slice(2)];
  throw new DrydockError('usage', `Nothing was changed: ${name} has several sources, and which of them is meant is not known.`, { hint: 'Edit spec.sources in its file (app edit).' });
}

function missing(name: string): DrydockError {
  return new DrydockError('not-found', `There is no application "${name}".`, { hint: 'See "app list" for those there are.' });
}

/** The uid in a text, if it can be read at all. */
function uidIn(text: string): string | undefined {
  const uid: unknown = parseDocument(text).getIn(['metadata', 'uid']);
  return typeof uid === 'string' && uid !== '' ? uid : undefined;
}

/** Parses and validates an application's YAML. Throws `application-invalid` that names file, line and field. */
function parseApplication(text: string, file: string): { document: Document; application: Omit<StoredApplication, 'file'> } {
  const parsed = parseMapping(text, file, FILE);
  const { document } = parsed;
  const manifest: unknown = document.toJS();
  const { metadata, spec, ...rest } = validateDocument(applicationSchema, parsed, withSource(manifest), file, FILE);
  return {
    document,
    application: {
      name: metadata.name,
      uid: metadata.uid ?? '',
      spec,
      manifest: isJsonObject(manifest) ? manifest : { metadata, spec, ...rest },
      warnings: [
        ...(severalSources(spec) ? [`spec.sources: ${SEVERAL_SOURCES} All of them are kept in the file.`] : []),
        ...unknownFields(applicationSpecSchema, isJsonObject(manifest) ? manifest['spec'] : undefined, 'spec').map((field) => `${field} is kept, but has no effect here yet.`),
        ...(spec.syncPolicy?.syncOptions ?? []).flatMap((option) => optionWarning(option) ?? []),
        ...ruleProblems(spec.ignoreDifferences ?? []),
      ],
    },
  };
}

/** An application whose sources stand in a list: the first of them is its source, as far as one can stand for all. */
function withSource(manifest: unknown): unknown {
  if (!isJsonObject(manifest) || !isJsonObject(manifest['spec'])) return manifest;
  const { sources } = manifest['spec'];
  // The list wins over a single source (argo-cd types.go, ApplicationSpec.HasMultipleSources).
  if (!isJsonArray(sources) || sources.length === 0) return manifest;
  return { ...manifest, spec: { ...manifest['spec'], source: sources[0] } };
}
