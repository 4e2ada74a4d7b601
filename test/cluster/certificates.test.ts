import { createPrivateKey, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer, type PeerCertificate } from 'node:tls';
import { expect, it } from 'vitest';
import { createAuthority, type Certificate } from './certificates.ts';

const authority = createAuthority('test-ca');

it('issues a server certificate for its names and addresses', () => {
  const server = new X509Certificate(authority.issueServer(['127.0.0.1', '::1', 'localhost', 'a.b.svc']).certificate);
  expect(server.checkIP('127.0.0.1')).toBe('127.0.0.1');
  expect(server.checkIP('::1')).toBe('::1');
  expect(server.checkHost('a.b.svc')).toBe('a.b.svc');
  expect(server.checkHost('other')).toBeUndefined();
  expect(server.verify(new X509Certificate(authority.certificate).publicKey)).toBe(true);
  expect(server.checkIssued(new X509Certificate(authority.certificate))).toBe(true);
});

it('gives each certificate the key that belongs to it, and a serial number of its own', () => {
  const issued = Array.from({ length: 50 }, () => authority.issueClient('user', []));
  for (const { certificate, key } of issued) {
    expect(new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key))).toBe(true);
  }
  expect(new Set(issued.map((each) => new X509Certificate(each.certificate).serialNumber)).size).toBe(50);
});

it('serves mutual TLS, with user and groups where Kubernetes looks for them', async () => {
  const peer = await handshake(authority.issueServer(['localhost']), authority.issueClient('me', ['one', 'two']));
  expect(peer.subject.CN).toBe('me');
  expect(peer.subject.O).toEqual(['one', 'two']);
});

it('is not trusted where another authority is', async () => {
  const stranger = createAuthority('test-ca').issueClient('me', ['system:masters']);
  await expect(handshake(authority.issueServer(['localhost']), stranger)).rejects.toThrow();
});

/** What a server that asks for client certificates sees of its client. */
async function handshake(serving: Certificate, client: Certificate): Promise<PeerCertificate> {
  const ca = authority.certificate;
  const server = createServer({ ca, cert: serving.certificate, key: serving.key, requestCert: true });
  try {
    const seen = new Promise<PeerCertificate>((resolve, reject) => {
      server.once('tlsClientError', reject);
      server.once('secureConnection', (socket) => {
        const peer = socket.getPeerCertificate();
        socket.end();
        resolve(peer);
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = address !== null && typeof address === 'object' ? address.port : 0;
    const socket = connect({ port, host: '127.0.0.1', servername: 'localhost', ca, cert: client.certificate, key: client.key });
    socket.on('error', () => undefined); // the server's side says why
    try {
      return await seen;
    } finally {
      socket.destroy();
    }
  } finally {
    server.close();
  }
}
