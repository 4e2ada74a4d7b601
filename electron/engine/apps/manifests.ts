import type { JsonValue } from '../../../shared/model/json.ts';
import type { KubeObject, Manifest } from '../../../shared/model/kube.ts';
import { keyOf, keyText } from '../../../shared/model/kube.ts';
import type { RevisionChange, RevisionDiff } from '../../../shared/model/revisions.ts';
import type { Masker } from '../diff/index.ts';
import { diffResource, isSecret, maskDiff, maskSecret } from '../diff/index.ts';
import { compareForApply } from '../plan/index.ts';
import type { Rendered } from './source.ts';

/** Objects for others to read: values of Secrets are masked. */
export function shownObjects(objects: readonly KubeObject[], mask: Masker): readonly JsonValue[] {
  return objects.map((object) => (isSecret(object) ? maskSecret(object, mask) : object));
}

/** What differs between two revisions as they are rendered, in the order in which it is applied; no cluster is asked. */
export function diffRevisions(from: Rendered, to: Rendered, mask: Masker): RevisionDiff {
  const before = byKey(from.manifests);
  const after = byKey(to.manifests);
  const changes = [...new Set([...before.keys(), ...after.keys()])].flatMap((key): readonly RevisionChange[] => {
    const [old, now] = [before.get(key), after.get(key)];
    const manifest = now ?? old;
    if (manifest === undefined) return [];
    const { apiVersion, kind } = manifest.object;
    const diff = diffResource({ desired: now?.object, live: old?.object, ...(now === undefined || old === undefined ? {} : { predicted: now.object, basis: 'merge' }) });
    if (diff.changes.length === 0) return [];
    return [{ key: keyOf(manifest.object), apiVersion, origin: manifest.origin, diff: isSecret({ apiVersion, kind }) ? maskDiff(diff, mask) : diff }];
  });
  return { from: from.commit, to: to.commit, changes: changes.toSorted((a, b) => compareForApply(a.key, b.key)) };
}

/** The same object twice: the last wins, as when it is applied. */
function byKey(manifests: readonly Manifest[]): ReadonlyMap<string, Manifest> {
  return new Map(manifests.map((manifest) => [keyText(keyOf(manifest.object)), manifest]));
}
