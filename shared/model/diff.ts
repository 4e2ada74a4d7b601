import type { JsonValue } from './json.ts';

/** Who set a field last, from managedFields. */
export interface FieldOwner {
  readonly manager: string;
  readonly operation: 'Apply' | 'Update';
  readonly subresource?: string;
  /** RFC 3339, as the server recorded it. */
  readonly time?: string;
}

/** One field that an apply would change. `before` is absent where it is new, `after` where it goes. */
export interface FieldChange {
  /** For people and for keys: `.spec.template.spec.containers[name="web"].image`. */
  readonly path: string;
  readonly before?: JsonValue;
  readonly after?: JsonValue;
  /** The managers that own the live value, Drydock's own entry left out. */
  readonly setBy?: readonly FieldOwner[];
}

/** Where the right side of a diff came from. */
export type DiffBasis =
  /** The server's dry run. */
  | 'server'
  /** Shown to be equal without asking. */
  | 'proof'
  /** Desired itself: the object is new, and what the server will add is not shown. */
  | 'desired'
  /** A local structural merge, because a dry run was not possible. */
  | 'merge'
  /** A file of the home: what stands there is what will be written. */
  | 'file'
  /** The object goes. */
  | 'removal';

/** How one live object differs from what it will be. Secret values are masked in everything that leaves the engine. */
export interface ResourceDiff {
  readonly basis: DiffBasis;
  readonly changes: readonly FieldChange[];
  /** Live and predicted without what only the server owns; absent where there is none. */
  readonly live?: JsonValue;
  readonly predicted?: JsonValue;
  /** Fields that left Git but stay, because another manager owns them too. */
  readonly kept?: readonly { readonly path: string; readonly owners: readonly FieldOwner[] }[];
  /** Fields that differ and do not count; they stand in neither side. */
  readonly ignored?: readonly IgnoredField[];
}

/** A field that an application's `ignoreDifferences` leaves out of the comparison, with what it says there. */
export interface IgnoredField {
  readonly path: string;
  readonly rule: string;
}

export function isEmptyDiff(diff: ResourceDiff): boolean {
  return diff.changes.length === 0;
}
