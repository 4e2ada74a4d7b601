import { generateKeyPairSync, randomBytes, createHash, sign, type KeyObject } from 'node:crypto';
import { isIP } from 'node:net';

/**
 * X.509 certificates for a throw-away cluster. Node can read and check certificates but not issue them, and neither
 * openssl nor the control plane's binaries can be counted on to do it, so the few structures of RFC 5280 that
 * Kubernetes looks at are written here in DER.
 */

/** A certificate and its private key, both as PEM. */
export interface Certificate {
  readonly certificate: string;
  readonly key: string;
}

/** Issues certificates under one authority whose own key never leaves this object. */
export interface Authority {
  /** The authority's own certificate as PEM: what clients trust. */
  readonly certificate: string;
  /** A client certificate: `user` becomes the CN, `groups` the O entries, as Kubernetes reads them. */
  issueClient(user: string, groups: readonly string[]): Certificate;
  /** A server certificate for these host names and IP addresses; `validMs` below zero makes one that has expired. */
  issueServer(names: readonly string[], validMs?: number): Certificate;
}

interface Subject {
  readonly name: string;
  readonly organizations: readonly string[];
}

const VALID_MS = 10 * 24 * 3600 * 1000;
/** Certificates start in the past, so that a clock that steps back does not break a run. */
const BACKDATED_MS = 3600 * 1000;

/** Creates a new authority with a P-256 key. */
export function createAuthority(name: string): Authority {
  const issuer: Subject = { name, organizations: [] };
  const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });

  const issue = (subject: Subject, publicKey: KeyObject, extensions: readonly Buffer[], validMs = VALID_MS): string => {
    const body = certificateBody(issuer, subject, publicKey, [...extensions, authorityKeyId(keys.publicKey)], validMs);
    const signature = sign('sha256', body, keys.privateKey);
    const whole = sequence(body, ECDSA_WITH_SHA256, tagged(0x03, Buffer.concat([Buffer.of(0), signature])));
    return pem('CERTIFICATE', whole);
  };
  const issueLeaf = (subject: Subject, extensions: readonly Buffer[], validMs?: number): Certificate => {
    const leaf = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const key = leaf.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const usage = extension(OID.keyUsage, tagged(0x03, Buffer.of(7, 0x80)), true); // digitalSignature
    return { certificate: issue(subject, leaf.publicKey, [usage, ...extensions], validMs), key };
  };

  return {
    certificate: issue(issuer, keys.publicKey, [
      extension(OID.basicConstraints, sequence(tagged(0x01, Buffer.of(0xff))), true),
      extension(OID.keyUsage, tagged(0x03, Buffer.of(1, 0x86)), true), // digitalSignature, keyCertSign, cRLSign
      extension(OID.subjectKeyId, tagged(0x04, keyId(keys.publicKey))),
    ]),
    issueClient: (user, groups) =>
      issueLeaf({ name: user, organizations: groups }, [extension(OID.extendedKeyUsage, sequence(oid(OID.clientAuth)))]),
    issueServer: (names, validMs) =>
      issueLeaf(
        { name: names[0] ?? name, organizations: [] },
        [extension(OID.extendedKeyUsage, sequence(oid(OID.serverAuth))), extension(OID.subjectAltName, sequence(...names.map(alternativeName)))],
        validMs,
      ),
  };
}

const OID = {
  commonName: '2.5.4.3',
  organization: '2.5.4.10',
  subjectKeyId: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  authorityKeyId: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
  serverAuth: '1.3.6.1.5.5.7.3.1',
  clientAuth: '1.3.6.1.5.5.7.3.2',
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
} as const;

const ECDSA_WITH_SHA256 = sequence(oid(OID.ecdsaWithSha256));

function certificateBody(issuer: Subject, subject: Subject, publicKey: KeyObject, extensions: readonly Buffer[], validMs: number): Buffer {
  const now = Date.now();
  // A serial number is a positive integer: first byte below 0x80 and not zero.
  const serial = randomBytes(16);
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40;
  return sequence(
    tagged(0xa0, tagged(0x02, Buffer.of(2))), // version 3
    tagged(0x02, serial),
    ECDSA_WITH_SHA256,
    distinguishedName(issuer),
    sequence(utcTime(now - BACKDATED_MS), utcTime(now + validMs)),
    distinguishedName(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, sequence(...extensions)),
  );
}

function distinguishedName(subject: Subject): Buffer {
  const entry = (type: string, value: string): Buffer =>
    tagged(0x31, sequence(oid(type), tagged(0x0c, Buffer.from(value, 'utf8'))));
  return sequence(
    ...subject.organizations.map((each) => entry(OID.organization, each)),
    entry(OID.commonName, subject.name),
  );
}

function alternativeName(name: string): Buffer {
  if (isIP(name) === 4) return tagged(0x87, Buffer.from(name.split('.').map(Number)));
  if (name === '::1') return tagged(0x87, Buffer.concat([Buffer.alloc(15), Buffer.of(1)]));
  return tagged(0x82, Buffer.from(name, 'ascii'));
}

function extension(type: string, value: Buffer, critical = false): Buffer {
  const parts = [oid(type), tagged(0x04, value)];
  if (critical) parts.splice(1, 0, tagged(0x01, Buffer.of(0xff)));
  return sequence(...parts);
}

/** RFC 5280, 4.2.1.2, method 1: the SHA-1 of the public key's bits (the last 65 bytes of a P-256 SPKI). */
function keyId(publicKey: KeyObject): Buffer {
  const bits = publicKey.export({ type: 'spki', format: 'der' }).subarray(-65);
  return createHash('sha1').update(bits).digest();
}

function authorityKeyId(publicKey: KeyObject): Buffer {
  return extension(OID.authorityKeyId, sequence(tagged(0x80, keyId(publicKey))));
}

function utcTime(ms: number): Buffer {
  const digits = new Date(ms).toISOString().replaceAll(/[-:T]/g, '');
  return tagged(0x17, Buffer.from(`${digits.slice(2, 14)}Z`, 'ascii'));
}

function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const bytes = [first * 40 + second];
  for (const part of rest) {
    const groups = [part & 0x7f];
    for (let left = part >>> 7; left > 0; left >>>= 7) groups.unshift((left & 0x7f) | 0x80);
    bytes.push(...groups);
  }
  return tagged(0x06, Buffer.from(bytes));
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return tagged(0x30, Buffer.concat(parts));
}

/** One DER value: its tag, its length, its content. */
function tagged(tag: number, content: Buffer): Buffer {
  const size = content.length;
  const length = size < 0x80 ? [size] : size < 0x100 ? [0x81, size] : [0x82, size >> 8, size & 0xff];
  return Buffer.concat([Buffer.of(tag, ...length), content]);
}

function pem(label: string, der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}
