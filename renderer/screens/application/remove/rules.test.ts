import { expect, it } from 'vitest';
import type { ErrorCode } from '../../../../shared/model/errors.ts';
import type { ConnectionState } from '../../../../shared/model/home.ts';
import { mayForget, needsName } from './rules.ts';

const ready: ConnectionState = { state: 'ready', version: 'v1.35.0', latencyMs: 1, since: '' };
const failed = (code: ErrorCode): ConnectionState => ({ state: 'failed', error: { code, message: '' }, since: '' });

it.each<[string, ConnectionState | undefined, ErrorCode | undefined, boolean]>([
  ['a cluster that answers', ready, undefined, false],
  ['one that nothing has asked yet', { state: 'idle' }, undefined, false],
  ['one that is not there', failed('cluster-unreachable'), undefined, true],
  ['one that is silent', failed('cluster-timeout'), undefined, true],
  ['one that answers that one may not', failed('cluster-forbidden'), undefined, false],
  ['one that turned out not to be there', ready, 'cluster-unreachable', true],
  ['one where deleting was refused', ready, 'cluster-forbidden', false],
  ['a repository that cannot be read, and may have hooks', ready, 'git-unreachable', true],
  ['manifests that cannot be read', ready, 'render-invalid', true],
  ['a context that no kubeconfig has', undefined, undefined, true],
])('may be forgotten without its cluster: %s', (_name, connection, refused, may) => {
  expect(mayForget(connection === undefined ? undefined : { connection, readOnly: false }, refused === undefined ? undefined : { code: refused })).toBe(may);
});

it('an application on a read-only context may be forgotten, since nothing else can be done', () => {
  expect(mayForget({ connection: ready, readOnly: true }, undefined)).toBe(true);
});

it.each([
  ['cascade', false, true],
  ['cascade', true, true],
  ['leave', false, false],
  ['leave', true, true],
  ['force', false, false],
  ['force', true, true],
] as const)('%s, protected %s: the name is typed: %s', (way, isProtected, needs) => {
  expect(needsName(way, isProtected)).toBe(needs);
});
