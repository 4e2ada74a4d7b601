import type { IncomingMessage } from 'node:http';
import { load } from 'js-yaml';
import type { JsonValue } from '../../../shared/model/json.ts';
import { parseJson } from '../../../shared/model/json.ts';
import { badRequest, StatusError } from '../model/status.ts';
import type { Value } from '../model/values.ts';
import { decodeProtobuf } from './protobuf.ts';

/** etcd takes no objects beyond this either. */
const MAX_BYTES = 3 * 1024 * 1024;

/** A request's body as JSON; YAML is read where it is not JSON. Undefined if there is none. Throws a 400 or 413. */
export async function readBody(request: IncomingMessage): Promise<Value> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    // Read to its end all the same: the connection is used again.
    if (size <= MAX_BYTES) chunks.push(chunk);
  }
  if (size > MAX_BYTES) throw new StatusError(413, 'RequestEntityTooLarge', `Request entity too large: limit is ${MAX_BYTES}`);
  const bytes = Buffer.concat(chunks);
  if (bytes.length > 0 && (request.headers['content-type'] ?? '').includes('protobuf')) return decodeProtobuf(bytes);
  const text = bytes.toString();
  if (text.trim() === '') return undefined;
  try {
    return (/^\s*[[{]/.test(text) ? parseJson(text) : (load(text) as JsonValue)) as Value;
  } catch (error) {
    throw badRequest(`the object provided is unrecognized (must be of type JSON or YAML): ${error instanceof Error ? error.message : String(error)}`);
  }
}
