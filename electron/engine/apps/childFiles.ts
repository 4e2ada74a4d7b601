import { createHash } from 'node:crypto';
import type { Document } from 'yaml';
import { parseDocument, stringify } from 'yaml';
import type { StoredApplication } from '../../../shared/model/application.ts';
import type { ChildKind } from '../../../shared/model/children.ts';
import { childKey, isChildKey } from '../../../shared/model/children.ts';
import type { ErrorShape } from '../../../shared/model/errors.ts';
import { DrydockError } from '../../../shared/model/errors.ts';
import type { JsonObject, JsonValue } from '../../../shared/model/json.ts';
import { canonicalJson, isJsonObject, jsonEqual } from '../../../shared/model/json.ts';
import type { KubeObject, ResourceKey } from '../../../shared/model/kube.ts';
import { isKubeObject, keyText } from '../../../shared/model/kube.ts';
import type { ProjectStore } from './projectStore.ts';
import type { ApplicationStore } from './store.ts';

/** The applications and projects of a home, as objects. */
export interface ChildFiles {
  /** All of them as their files stand; of those that cannot be read, why. Both by `keyText`. */
  read(): Promise<HomeFiles>;
  /** Why an object could not be a file, with `place` before each problem; undefined if it could. */
  problem(object: KubeObject, place: string): string | undefined;
  create(object: KubeObject): Promise<void>;
  /** Makes a file say what an object says; comments of what stays, stay. Throws `conflict` if it is not `live` any more. */
  replace(live: KubeObject, object: KubeObject): Promise<void>;
  /** Throws `not-found`, and what keeps a project from being deleted. */
  removeProject(name: string): Promise<void>;
}

/** What a home holds at one moment. */
export interface HomeFiles {
  readonly objects: ReadonlyMap<string, KubeObject>;
  readonly broken: ReadonlyMap<string, ErrorShape>;
  readonly applications: readonly StoredApplication[];
}

/** What the home, a server, or Argo CD writes into metadata; Git's copy of it says nothing. */
const NOT_FROM_GIT = ['uid', 'resourceVersion', 'generation', 'creationTimestamp', 'managedFields', 'selfLink', 'deletionTimestamp'];

export function createChildFiles(store: ApplicationStore, projects: ProjectStore): ChildFiles {
  const shelf = (kind: string) => (kind === 'Application' ? store : projects);

  return {
    async read() {
      const [stored, known] = await Promise.all([store.list(), projects.list()]);
      const objects = new Map<string, KubeObject>();
      const add = (kind: ChildKind, name: string, manifest: unknown, uid: string | undefined) => {
        const object = objectOf(manifest, uid);
        if (object !== undefined) objects.set(keyText(childKey(kind, name)), object);
      };
      for (const { name, manifest, uid } of stored.applications) add('Application', name, manifest, uid);
      // `default` is there without a file as well, and nobody's then.
      for (const { name, manifest, file } of known.projects) if (file !== undefined) add('AppProject', name, manifest, undefined);
      const broken = new Map<string, ErrorShape>();
      for (const { name, error } of stored.broken) broken.set(keyText(childKey('Application', name)), error);
      for (const { name, error } of known.broken) broken.set(keyText(childKey('AppProject', name)), error);
      return { objects, broken, applications: stored.applications };
    },
    problem(object, place) {
      try {
        shelf(object.kind).check(stringify(fileOf(object)), place);
        return undefined;
      } catch (error) {
        if (!(error instanceof DrydockError)) throw error;
        // The line is that of a text which nobody has seen; the manifest's own place stands before it.
        return error.message.replaceAll(new RegExp(`^${escaped(place)}:\\d+`, 'gm'), place);
      }
    },
    async create(object) {
      await shelf(object.kind).create(stringify(fileOf(object)), 'a manifest in Git');
    },
    async replace(live, object) {
      const on = shelf(object.kind);
      const name = object.metadata.name ?? '';
      const { yaml } = await on.read(name);
      const document = parseDocument(yaml);
      const now = objectOf(document.toJS(), live.metadata.uid);
      if (now === undefined || now.metadata.resourceVersion !== live.metadata.resourceVersion) throw new DrydockError('conflict', `The file of ${name} was changed by somebody else meanwhile.`);
      const { metadata, ...wanted } = fileOf(object);
      const { metadata: had, status: _own, ...before } = now;
      for (const field of ['labels', 'annotations', 'finalizers', 'namespace']) become(document, ['metadata', field], had[field], metadata[field]);
      for (const field of new Set([...Object.keys(before), ...Object.keys(wanted)])) become(document, [field], before[field], wanted[field]);
      await on.replace(name, document.toString(), yaml);
    },
    removeProject: (name) => projects.remove(name),
  };
}

/** A file's content as an object; its version changes with what it says. */
function objectOf(manifest: unknown, uid: string | undefined): KubeObject | undefined {
  const value: JsonObject = isJsonObject(manifest) ? manifest : {};
  if (!isKubeObject(value)) return undefined;
  const { status: _notOurs, ...rest } = value;
  const { uid: _own, ...metadata } = value.metadata;
  const resourceVersion = createHash('sha256').update(canonicalJson({ ...rest, metadata })).digest('hex').slice(0, 16);
  return { ...rest, apiVersion: value.apiVersion, kind: value.kind, metadata: { ...metadata, ...(uid === undefined ? {} : { uid }), resourceVersion } };
}

/** What the file of an object says: all of it but what somebody else's home or cluster wrote. */
function fileOf(object: KubeObject): KubeObject {
  const { status: _notOurs, ...rest } = object;
  const metadata = Object.fromEntries(Object.entries(object.metadata).filter(([name]) => !NOT_FROM_GIT.includes(name)));
  return { ...rest, apiVersion: object.apiVersion, kind: object.kind, metadata };
}

/** Writes what differs, map by map, so that comments beside the rest stay. */
function become(document: Document, path: readonly string[], before: JsonValue | undefined, after: JsonValue | undefined): void {
  if (jsonEqual(before, after)) return;
  if (isJsonObject(before) && isJsonObject(after)) {
    for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) become(document, [...path, name], before[name], after[name]);
  } else if (after === undefined) document.deleteIn(path);
  else document.setIn(path, typeof after === 'object' ? document.createNode(after) : after);
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** True for a recorded place of such files. */
export function isChildScope({ group, kind, namespace }: Pick<ResourceKey, 'group' | 'kind' | 'namespace'>): boolean {
  return isChildKey({ group, kind, namespace, name: '' });
}
