import { describe, expect, it } from 'vitest';
import { errorShape } from '../../../shared/model/errors.ts';
import type { JsonValue } from '../../../shared/model/json.ts';
import { ApiError, connectionError } from './errors.ts';

const failure = (code: string, message = 'said so') => Object.assign(new Error(message), { code });
const wrapped = (cause: unknown) => new TypeError('fetch failed', { cause });

describe('connectionError', () => {
  it.each<[string, unknown, string, RegExp]>([
    ['refused', failure('ECONNREFUSED'), 'cluster-unreachable', /connection refused at h:6443/],
    ['refused, wrapped', wrapped(failure('ECONNREFUSED')), 'cluster-unreachable', /connection refused/],
    ['refused on every address', new AggregateError([failure('ECONNREFUSED'), failure('ECONNREFUSED')]), 'cluster-unreachable', /connection refused/],
    ['no such host', failure('ENOTFOUND'), 'cluster-unreachable', /host of h:6443 was not found/],
    ['no name server', failure('EAI_AGAIN'), 'cluster-unreachable', /not found/],
    ['reset', failure('ECONNRESET'), 'cluster-unreachable', /dropped/],
    ['closed', failure('UND_ERR_SOCKET'), 'cluster-unreachable', /dropped/],
    ['closed while writing', failure('EPIPE'), 'cluster-unreachable', /dropped/],
    ['no connection in time', failure('UND_ERR_CONNECT_TIMEOUT'), 'cluster-timeout', /no answer from h:6443/],
    ['timed out', failure('ETIMEDOUT'), 'cluster-timeout', /no answer/],
    ['no route', failure('EHOSTUNREACH'), 'cluster-timeout', /no answer/],
    ['no network', failure('ENETUNREACH'), 'cluster-timeout', /no answer/],
    ['no headers in time', failure('UND_ERR_HEADERS_TIMEOUT'), 'cluster-timeout', /did not answer in time/],
    ['no body in time', failure('UND_ERR_BODY_TIMEOUT'), 'cluster-timeout', /did not answer in time/],
    ['an expired certificate', failure('CERT_HAS_EXPIRED'), 'cluster-tls', /has expired/],
    ['a certificate of another authority', failure('UNABLE_TO_VERIFY_LEAF_SIGNATURE'), 'cluster-tls', /TLS connection to h:6443 failed: its certificate is not signed by an authority that the kubeconfig names.*\(said so\)/],
    ['a self-signed certificate', failure('DEPTH_ZERO_SELF_SIGNED_CERT'), 'cluster-tls', /not signed by an authority/],
    ['a certificate of the future', failure('CERT_NOT_YET_VALID'), 'cluster-tls', /not valid yet/],
    ['a client certificate that is refused', failure('ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED'), 'cluster-tls', /does not take the client certificate/],
    ['a key that is none', failure('ERR_OSSL_UNSUPPORTED'), 'cluster-tls', /cannot be read: said so/],
    ['any other TLS error', failure('ERR_SSL_NO_PROTOCOLS_AVAILABLE'), 'cluster-tls', /failed: said so/],
    ['a certificate for another name', failure('ERR_TLS_CERT_ALTNAME_INVALID'), 'cluster-tls', /for another name: said so/],
    ['http behind https', failure('ERR_SSL_WRONG_VERSION_NUMBER'), 'cluster-tls', /does not speak TLS/],
    ['anything else', failure('EWEIRD'), 'cluster-unreachable', /said so \(h:6443\)/],
    ['no error at all', 'text', 'cluster-unreachable', /text \(h:6443\)/],
  ])('%s', (_what, error, code, message) => {
    const shape = errorShape(connectionError('kind-a', 'h:6443', error));
    expect(shape.code).toBe(code);
    expect(shape.message).toMatch(/^Could not reach kind-a: /);
    expect(shape.message).toMatch(message);
    expect(shape.hint).toMatch(/\.$/);
  });
});

describe('ApiError', () => {
  const make = (status: number, parsed: JsonValue | undefined, body = '') => new ApiError({ context: 'kind-a', action: 'list pods in n', status, body, parsed });
  const status = (message: string, more: { [key: string]: JsonValue } = {}): JsonValue => ({ kind: 'Status', message, ...more });

  it.each([
    [400, 'cluster-invalid'],
    [401, 'cluster-unauthorized'],
    [403, 'cluster-forbidden'],
    [404, 'cluster-not-found'],
    [409, 'cluster-conflict'],
    [410, 'cluster-failed'],
    [415, 'cluster-invalid'],
    [422, 'cluster-invalid'],
    [429, 'cluster-throttled'],
    [500, 'cluster-failed'],
    [503, 'cluster-failed'],
  ])('%i is %s', (code, expected) => {
    expect(make(code, status('why')).code).toBe(expected);
  });

  it('says where, what and why, in the server\'s words', () => {
    const error = make(403, status('pods is forbidden: User "me" cannot list', { reason: 'Forbidden' }));
    expect(error.message).toBe('kind-a: could not list pods in n: pods is forbidden: User "me" cannot list');
    expect(error).toMatchObject({ status: 403, reason: 'Forbidden', serverMessage: 'pods is forbidden: User "me" cannot list', causes: [] });
  });

  it('has the causes of a Status', () => {
    const causes = [{ reason: 'FieldManagerConflict', message: 'conflict with "a"', field: '.spec.replicas' }, { message: 'no field' }, 'nonsense'];
    expect(make(409, status('x', { details: { causes } })).causes).toEqual([
      { reason: 'FieldManagerConflict', message: 'conflict with "a"', field: '.spec.replicas' },
      { reason: '', message: 'no field', field: '' },
    ]);
  });

  it.each<[string, JsonValue | undefined, string, string]>([
    ['an answer that is no Status', { error: 'x' }, '{"error":"x"}', '{"error":"x"}'],
    ['a page', undefined, '<html>bad gateway</html>', '<html>bad gateway</html>'],
    ['no body', undefined, '', 'HTTP status 502'],
    ['a Status without words', { kind: 'Status' }, ' ', 'HTTP status 502'],
  ])('%s', (_what, parsed, body, message) => {
    expect(make(502, parsed, body).serverMessage).toBe(message);
  });

  it('cuts a page that is long', () => {
    expect(make(502, undefined, 'x'.repeat(10_000)).message.length).toBeLessThan(400);
  });
});
