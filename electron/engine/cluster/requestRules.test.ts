/** The rules of the request layer that need no server: what is sent again, what warns, what a read-only context refuses. */
import { describe, expect, it } from 'vitest';
import { readOnlyRefusal } from './readOnly.ts';
import { retryAfterOf, retryDelay } from './retry.ts';
import type { Failure } from './retry.ts';
import { warningsOf } from './warnings.ts';

describe('sending again', () => {
  const answer = (status: number, retryAfter?: number): Failure => ({ kind: 'answer', status, retryAfter });
  const broke = (code: string): Failure => ({ kind: 'connection', code });
  it.each<[string, Failure, string, number, number | undefined]>([
    ['429 that says when', answer(429, 1), 'GET', 1, 1_000],
    ['429 of a write', answer(429, 2), 'PATCH', 2, 2_000],
    ['503 that says when', answer(503, 3), 'POST', 1, 3_000],
    ['at once', answer(429, 0), 'GET', 1, 0],
    ['the third time', answer(429, 1), 'GET', 3, undefined],
    ['too long a pause', answer(429, 60), 'GET', 1, undefined],
    ['429 that does not say when', answer(429), 'GET', 1, undefined],
    ['503 that does not say when', answer(503), 'GET', 1, undefined],
    ['500', answer(500, 1), 'GET', 1, undefined],
    ['409', answer(409, 1), 'PATCH', 1, undefined],
    ['a read whose connection was closed', broke('UND_ERR_SOCKET'), 'GET', 1, 25],
    ['a read that was reset, again', broke('ECONNRESET'), 'GET', 2, 50],
    ['a read, a third time', broke('ECONNRESET'), 'GET', 3, undefined],
    ['a read whose HTTP/2 stream was closed', broke('ERR_HTTP2_STREAM_ERROR'), 'GET', 1, 25],
    ['a write whose HTTP/2 stream was closed', broke('UND_ERR_INFO'), 'POST', 1, undefined],
    ['a write that the server did not look at', broke('GOAWAY'), 'POST', 1, 25],
    ['the sixth time that it did not', broke('GOAWAY'), 'GET', 6, 150],
    ['the seventh time that it did not', broke('GOAWAY'), 'GET', 7, undefined],
    ['a write whose connection was closed', broke('UND_ERR_SOCKET'), 'PATCH', 1, undefined],
    ['a delete that was reset', broke('ECONNRESET'), 'DELETE', 1, undefined],
    ['a read that nobody took', broke('ECONNREFUSED'), 'GET', 1, undefined],
    ['a read that took too long', broke('UND_ERR_HEADERS_TIMEOUT'), 'GET', 1, undefined],
  ])('%s', (_what, failure, method, attempt, wait) => {
    expect(retryDelay(failure, method, attempt, 0)).toBe(wait);
  });

  it('spreads those that were sent away together', () => {
    expect(retryDelay(answer(429, 4), 'GET', 1, 1)).toBe(5_000);
  });

  it.each([['5', 5], ['0', 0], [undefined, undefined], ['Wed, 21 Oct 2026 07:28:00 GMT', undefined], ['1.5', undefined], ['', undefined], [['1', '2'], undefined]] as const)('Retry-After: %s is %s', (header, seconds) => {
    expect(retryAfterOf(header)).toBe(seconds);
  });
});

it.each<[string | readonly string[] | undefined, readonly string[]]>([
  [undefined, []],
  ['299 - "v1 ComponentStatus is deprecated in v1.19+"', ['v1 ComponentStatus is deprecated in v1.19+']],
  ['299 - "a, b", 299 - "c"', ['a, b', 'c']],
  [['299 - "a"', '299 - "a"', '299 agent "b"'], ['a', 'b']],
  ['299 - "say \\"no\\" \\\\ yes"', ['say "no" \\ yes']],
  ['299 - "dated" "Wed, 21 Oct 2026 07:28:00 GMT"', ['dated']],
  ['199 - "miscellaneous"', []],
  ['299 - ""', []],
  ['nonsense', []],
])('the warnings in %j', (header, warnings) => {
  expect(warningsOf(header)).toEqual(warnings);
});

describe('a read-only context', () => {
  const pod = '/api/v1/namespaces/n/pods/p';
  it.each<[string, string, boolean, boolean]>([
    // method, path, allowed, allowed with dryRun=All
    ['GET', pod, true, true],
    ['GET', `${pod}/log`, true, true],
    ['GET', `${pod}/exec`, false, true],
    ['GET', `${pod}/attach`, false, true],
    ['GET', `${pod}/portforward`, false, true],
    ['GET', `${pod}/proxy/admin`, false, true],
    ['GET', '/api/v1/namespaces/exec-tests/pods', true, true],
    ['POST', '/api/v1/namespaces', false, true],
    ['POST', `${pod}/exec`, false, true],
    ['PUT', pod, false, true],
    ['PATCH', pod, false, true],
    ['PATCH', `${pod}/status`, false, true],
    ['DELETE', pod, false, true],
    ['POST', `${pod}/eviction`, false, true],
    ['POST', '/api/v1/namespaces/n/serviceaccounts/a/token', false, true],
    ['POST', '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', true, true],
    ['POST', '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews', true, true],
    ['POST', '/apis/authorization.k8s.io/v1/subjectaccessreviews', true, true],
    ['POST', '/apis/authorization.k8s.io/v1/namespaces/n/localsubjectaccessreviews', true, true],
    ['POST', '/apis/authorization.k8s.io.evil/v1/selfsubjectaccessreviews', false, true],
    ['PATCH', '/apis/rbac.authorization.k8s.io/v1/clusterroles/x', false, true],
  ])('%s %s', (method, path, plain, dry) => {
    const refused = (access: 'all' | 'dry-run' | 'none', dryRun?: string) => readOnlyRefusal('prod', { method, path, query: { dryRun }, action: 'do it' }, access);
    expect(refused('all')).toBeUndefined();
    expect(refused('dry-run') === undefined).toBe(plain);
    expect(refused('dry-run', 'All') === undefined).toBe(dry);
    expect(refused('none', 'All') === undefined).toBe(plain);
    expect(refused('dry-run', 'Some') === undefined).toBe(plain);
  });

  it('says what did not happen, and why', () => {
    const request = { method: 'PATCH', path: pod, action: 'apply Pod n/p' };
    expect(readOnlyRefusal('prod', request, 'dry-run')).toMatchObject({ code: 'context-read-only', message: 'Could not apply Pod n/p: prod is a read-only context.' });
    expect(readOnlyRefusal('prod', { ...request, query: { dryRun: 'All' } }, 'none')?.message).toContain('forbid dry runs');
  });
});
