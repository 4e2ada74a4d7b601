import { fieldElement } from './element.ts';
import type { FieldSet } from './fieldset.ts';
import { EMPTY_SET, fieldSetOf } from './fieldset.ts';

/**
 * Which fields a server resets on a write, so that nobody comes to own them by it (the registry strategies'
 * GetResetFields). A write to the main resource resets the status, one to the status subresource the rest; which rest,
 * differs from kind to kind.
 */
export interface ResetFields {
  readonly main: FieldSet;
  readonly status: FieldSet;
}

const NONE: ResetFields = { main: EMPTY_SET, status: EMPTY_SET };

const fields = (...paths: readonly string[]): FieldSet => fieldSetOf(paths.map((path) => path.split('.').map(fieldElement)));

const STATUS = fields('status');
/** Custom resources, and most built-in kinds since about 2020. */
const ALL_BUT_STATUS = fields('metadata', 'spec');
const SPEC = fields('spec');

/** Older groups, whose status writes may change metadata. */
const SPEC_ONLY = new Set(['', 'apps', 'autoscaling', 'batch', 'policy']);

const SPECIAL: Readonly<Record<string, Partial<ResetFields>>> = {
  'apps/Deployment': { status: fields('spec', 'metadata.labels') },
  '/Pod': { status: fields('spec', 'metadata.deletionTimestamp', 'metadata.ownerReferences') },
  'networking.k8s.io/Ingress': { status: SPEC },
  'certificates.k8s.io/CertificateSigningRequest': { main: fields('spec', 'status'), status: fields('spec', 'status.conditions') },
};

/** The reset fields of a kind; none for a kind without a status subresource. */
export function resetFieldsOf(group: string, kind: string, hasStatus: boolean): ResetFields {
  if (!hasStatus) return NONE;
  return { main: STATUS, status: SPEC_ONLY.has(group) ? SPEC : ALL_BUT_STATUS, ...SPECIAL[`${group}/${kind}`] };
}
