import type { Manifest, ResourceKey } from '../../../shared/model/kube.ts';
import { keyOf, keyText } from '../../../shared/model/kube.ts';

/** One resource that is written down twice. */
export interface Duplicate {
  readonly key: ResourceKey;
  readonly first: Manifest;
  readonly second: Manifest;
}

/**
 * Manifests of the same group, kind, namespace and name, each later one paired with the first. Namespaces must be
 * defaulted before; objects with only a generateName are never the same.
 */
export function findDuplicates(manifests: readonly Manifest[]): Duplicate[] {
  const seen = new Map<string, Manifest>();
  const duplicates: Duplicate[] = [];
  for (const manifest of manifests) {
    const key = keyOf(manifest.object);
    if (key.name === '') continue;
    const first = seen.get(keyText(key));
    if (first === undefined) seen.set(keyText(key), manifest);
    else duplicates.push({ key, first, second: manifest });
  }
  return duplicates;
}
