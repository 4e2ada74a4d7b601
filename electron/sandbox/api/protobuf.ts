import { StatusError } from '../model/status.ts';
import type { Dict, Value } from '../model/values.ts';

/**
 * The little of Kubernetes' protobuf that `kubectl create KIND` sends from version 1.36 on (it sends JSON for files).
 * Field numbers are those of k8s.io/api generated.proto. A field with content that this table lacks is refused, never
 * dropped.
 */
type Type = 'string' | 'bytes' | 'int' | 'bool' | 'intOrString' | 'skip' | Message | { readonly list: Type } | { readonly map: 'string' | 'bytes' };
interface Message {
  readonly fields: Readonly<Record<number, readonly [string, Type]>>;
}

const message = (fields: Message['fields']): Message => ({ fields });
const MAP = { map: 'string' } as const;
const STRINGS = { list: 'string' } as const;

const META = message({ 1: ['name', 'string'], 2: ['generateName', 'string'], 3: ['namespace', 'string'], 8: ['creationTimestamp', 'skip'], 11: ['labels', MAP], 12: ['annotations', MAP], 14: ['finalizers', STRINGS] });
const QUANTITIES = message({ 1: ['limits', 'skip'], 2: ['requests', 'skip'] });
const PORT = message({ 1: ['name', 'string'], 2: ['hostPort', 'int'], 3: ['containerPort', 'int'], 4: ['protocol', 'string'], 5: ['hostIP', 'string'] });
const CONTAINER = message({ 1: ['name', 'string'], 2: ['image', 'string'], 3: ['command', STRINGS], 4: ['args', STRINGS], 5: ['workingDir', 'string'], 6: ['ports', { list: PORT }], 8: ['resources', QUANTITIES] });
const POD_SPEC = message({ 2: ['containers', { list: CONTAINER }], 3: ['restartPolicy', 'string'], 8: ['serviceAccountName', 'string'] });
const TEMPLATE = message({ 1: ['metadata', META], 2: ['spec', POD_SPEC] });
const SELECTOR = message({ 1: ['matchLabels', MAP] });
const DEPLOYMENT_SPEC = message({ 1: ['replicas', 'int'], 2: ['selector', SELECTOR], 3: ['template', TEMPLATE], 4: ['strategy', message({})] });
const SERVICE_PORT = message({ 1: ['name', 'string'], 2: ['protocol', 'string'], 3: ['port', 'int'], 4: ['targetPort', 'intOrString'], 5: ['nodePort', 'int'] });
const SERVICE_SPEC = message({ 1: ['ports', { list: SERVICE_PORT }], 2: ['selector', MAP], 3: ['clusterIP', 'string'], 4: ['type', 'string'], 10: ['externalName', 'string'] });
const JOB_SPEC = message({ 6: ['template', TEMPLATE] });

const KINDS: Readonly<Record<string, Message>> = {
  Namespace: message({ 1: ['metadata', META], 2: ['spec', message({})], 3: ['status', message({})] }),
  ConfigMap: message({ 1: ['metadata', META], 2: ['data', MAP], 3: ['binaryData', { map: 'bytes' }], 4: ['immutable', 'bool'] }),
  Secret: message({ 1: ['metadata', META], 2: ['data', { map: 'bytes' }], 3: ['type', 'string'], 5: ['immutable', 'bool'] }),
  ServiceAccount: message({ 1: ['metadata', META] }),
  Deployment: message({ 1: ['metadata', META], 2: ['spec', DEPLOYMENT_SPEC], 3: ['status', 'skip'] }),
  Service: message({ 1: ['metadata', META], 2: ['spec', SERVICE_SPEC], 3: ['status', 'skip'] }),
  Job: message({ 1: ['metadata', META], 2: ['spec', JOB_SPEC], 3: ['status', 'skip'] }),
};

const MAGIC = Buffer.from([0x6b, 0x38, 0x73, 0]);

/** Decodes a runtime.Unknown with one of the known kinds. Throws a 415 for what it does not know. */
export function decodeProtobuf(bytes: Buffer): Value {
  if (!bytes.subarray(0, 4).equals(MAGIC)) throw refused('it does not begin with k8s and a zero');
  let raw: Buffer = Buffer.alloc(0);
  const type: Dict = {};
  for (const { number, content } of fieldsOf(bytes.subarray(4))) {
    if (number === 1 && Buffer.isBuffer(content)) for (const each of fieldsOf(content)) type[each.number === 1 ? 'apiVersion' : 'kind'] = String(each.content);
    if (number === 2 && Buffer.isBuffer(content)) raw = content;
  }
  const kind = String(type['kind'] as string);
  const known = KINDS[kind];
  if (known === undefined) throw refused(`the sandbox reads no ${kind} in it`);
  return { ...type, ...readMessage(raw, known, kind) };
}

function refused(why: string): StatusError {
  return new StatusError(415, 'UnsupportedMediaType', `the body of the request is protobuf, and ${why}; send JSON or YAML (kubectl apply -f, or kubectl create --dry-run=client -o yaml | kubectl create -f -)`);
}

interface Field {
  readonly number: number;
  readonly content: Buffer | bigint;
}

function* fieldsOf(bytes: Buffer): Generator<Field> {
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[at++];
      if (byte === undefined || shift > 63n) throw refused('it ends too early');
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  while (at < bytes.length) {
    const tag = Number(varint());
    if ((tag & 7) === 0) yield { number: tag >> 3, content: varint() };
    else if ((tag & 7) === 2) {
      const size = Number(varint());
      yield { number: tag >> 3, content: bytes.subarray(at, at + size) };
      at += size;
    } else throw refused('it has a field of an unexpected type');
  }
}

function readMessage(bytes: Buffer, { fields }: Message, path: string): Dict {
  const out: Dict = {};
  for (const { number, content } of fieldsOf(bytes)) {
    const known = fields[number];
    const isEmpty = Buffer.isBuffer(content) ? content.length === 0 : content === 0n;
    if (known === undefined) {
      // Go writes empty fields as well.
      if (isEmpty) continue;
      throw refused(`the sandbox does not know field ${number} of ${path}`);
    }
    const [name, type] = known;
    if (type === 'skip' || (isEmpty && (type === 'string' || type === 'intOrString'))) continue;
    if (typeof type === 'object' && 'list' in type) out[name] = [...(Array.isArray(out[name]) ? out[name] : []), read(content, type.list, `${path}.${name}`)];
    else if (typeof type === 'object' && 'map' in type) {
      const [key, value] = [...fieldsOf(Buffer.isBuffer(content) ? content : Buffer.alloc(0))].map((each) => each.content);
      out[name] = { ...(out[name] as Dict | undefined), [String(key)]: type.map === 'bytes' ? Buffer.from(value as Buffer).toString('base64') : String(value ?? '') };
    } else out[name] = read(content, type, `${path}.${name}`);
  }
  return out;
}

function read(content: Buffer | bigint, type: Type, path: string): Value {
  if (type === 'int') return Number(content);
  if (type === 'bool') return content === 1n;
  if (!Buffer.isBuffer(content)) throw refused(`${path} is of an unexpected type`);
  if (type === 'bytes') return content.toString('base64');
  if (type === 'intOrString') {
    const parts = new Map([...fieldsOf(content)].map((each) => [each.number, each.content]));
    return parts.get(1) === 1n ? String(parts.get(3)) : Number(parts.get(2) ?? 0);
  }
  if (typeof type === 'object' && 'fields' in type) return readMessage(content, type, path);
  return content.toString();
}
