import type { Kind } from './kinds.ts';
import { resourceOf } from './kinds.ts';
import type { Dict, Value } from './values.ts';

/** One cause of a refusal, as in meta/v1 StatusCause. */
export interface Cause {
  readonly reason: 'FieldValueInvalid' | 'FieldValueRequired' | 'FieldValueTooLong' | 'FieldValueDuplicate' | 'FieldValueNotSupported' | 'FieldValueForbidden' | 'FieldValueNotFound' | 'FieldManagerConflict';
  readonly message: string;
  readonly field: string;
}

/** A refusal that is answered as a meta/v1 Status. Wordings are those of apimachinery pkg/api/errors and pkg/util/validation/field. */
export class StatusError extends Error {
  readonly code: number;
  readonly reason: string;
  readonly details: Dict;

  constructor(code: number, reason: string, message: string, details: Dict = {}) {
    super(message);
    this.code = code;
    this.reason = reason;
    this.details = details;
  }
}

export function statusBody(error: StatusError): Dict {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: error.message,
    ...(error.reason === '' ? {} : { reason: error.reason }),
    ...(Object.keys(error.details).length === 0 ? {} : { details: error.details }),
    code: error.code,
  };
}

function detailsOf(kind: Pick<Kind, 'group' | 'plural'>, name: string): Dict {
  return { name, ...(kind.group === '' ? {} : { group: kind.group }), kind: kind.plural };
}

export function notFound(kind: Pick<Kind, 'group' | 'plural'>, name: string): StatusError {
  return new StatusError(404, 'NotFound', `${resourceOf(kind)} "${name}" not found`, detailsOf(kind, name));
}

export function alreadyExists(kind: Kind, name: string): StatusError {
  return new StatusError(409, 'AlreadyExists', `${resourceOf(kind)} "${name}" already exists`, detailsOf(kind, name));
}

export function conflict(kind: Kind, name: string, why: string): StatusError {
  return new StatusError(409, 'Conflict', `Operation cannot be fulfilled on ${resourceOf(kind)} "${name}": ${why}`, detailsOf(kind, name));
}

export const MODIFIED = 'the object has been modified; please apply your changes to the latest version and try again';

export function badRequest(message: string): StatusError {
  return new StatusError(400, 'BadRequest', message);
}

export function expired(message: string): StatusError {
  return new StatusError(410, 'Expired', message);
}

export function methodNotAllowed(): StatusError {
  return new StatusError(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource');
}

export function noSuchPath(): StatusError {
  return new StatusError(404, 'NotFound', 'the server could not find the requested resource');
}

/** 422 with its causes (NewInvalid). */
export function invalid(kind: Pick<Kind, 'group' | 'kind'>, name: string, causes: readonly Cause[]): StatusError {
  const full = kind.group === '' ? kind.kind : `${kind.kind}.${kind.group}`;
  const lines = causes.map((cause) => `${cause.field}: ${cause.message}`);
  const message = lines.length === 1 ? (lines[0] ?? '') : `[${lines.join(', ')}]`;
  return new StatusError(422, 'Invalid', `${full} "${name}" is invalid: ${message}`, {
    name,
    ...(kind.group === '' ? {} : { group: kind.group }),
    kind: kind.kind,
    causes: causes.map((cause) => ({ ...cause })),
  });
}

/** A value as field errors quote it. */
function quoted(value: Value): string {
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : JSON.stringify(value ?? null);
}

export const cause = {
  invalid: (field: string, value: Value, why: string): Cause => ({ reason: 'FieldValueInvalid', field, message: `Invalid value: ${quoted(value)}: ${why}` }),
  required: (field: string, why = ''): Cause => ({ reason: 'FieldValueRequired', field, message: why === '' ? 'Required value' : `Required value: ${why}` }),
  duplicate: (field: string, value: Value): Cause => ({ reason: 'FieldValueDuplicate', field, message: `Duplicate value: ${quoted(value)}` }),
  unsupported: (field: string, value: Value, supported: readonly string[]): Cause => ({
    reason: 'FieldValueNotSupported',
    field,
    message: `Unsupported value: ${quoted(value)}: supported values: ${[...supported].sort().map(quoted).join(', ')}`,
  }),
  forbidden: (field: string, why: string): Cause => ({ reason: 'FieldValueForbidden', field, message: `Forbidden: ${why}` }),
  notFound: (field: string, value: Value): Cause => ({ reason: 'FieldValueNotFound', field, message: `Not found: ${quoted(value)}` }),
};
