import { expect, it } from 'vitest';
import type { ConnectionState, ContextState } from '../../../shared/model/home.ts';
import { connectionWords } from './connectionWords.ts';
import { orderContexts } from './orderContexts.ts';

function context(name: string, changes: Partial<ContextState> = {}): ContextState {
  return { name, server: `https://${name}.example`, user: 'me', namespace: 'default', current: false, local: false, protected: false, readOnly: false, builtIn: false, connection: { state: 'idle' }, ...changes };
}

const CONTEXTS = [
  context('zeta'),
  context('eks-prod', { current: true }),
  context('kind-dev', { local: true }),
  context('minikube', { local: true }),
  context('staging', { connection: { state: 'ready', version: 'v1.36.0', latencyMs: 12, since: '' } }),
];

it.each([
  ['', ['eks-prod', 'staging', 'kind-dev', 'minikube', 'zeta']],
  [' KIND', ['kind-dev']],
  ['prod.example', ['eks-prod']],
  ['nothing', []],
])('the contexts for "%s": %j', (text, names) => {
  expect(orderContexts(CONTEXTS, text).map((item) => item.name)).toEqual(names);
});

it.each<[ConnectionState, string]>([
  [{ state: 'idle' }, 'Not contacted'],
  [{ state: 'connecting', since: '' }, 'Connecting'],
  [{ state: 'ready', version: 'v1.36.0', latencyMs: 12, since: '' }, 'v1.36.0, 12 ms'],
  [{ state: 'failed', error: { code: 'cluster-unreachable', message: 'refused' }, since: '' }, 'Does not answer'],
  [{ state: 'failed', error: { code: 'cluster-unauthorized', message: 'no' }, since: '' }, 'Not let in'],
  [{ state: 'failed', error: { code: 'cluster-tls', message: 'no' }, since: '' }, 'Certificate not trusted'],
  [{ state: 'failed', error: { code: 'cluster-tls', message: 'no' }, since: '', answeredBefore: true }, 'Certificate changed'],
  [{ state: 'failed', error: { code: 'cluster-throttled', message: 'slow' }, since: '' }, 'Throttled'],
  [{ state: 'failed', error: { code: 'cluster-timeout', message: 'slow' }, since: '' }, 'Does not answer'],
  [{ state: 'failed', error: { code: 'cluster-failed', message: '500' }, since: '' }, 'Answers with an error'],
])('%j is said as %s', (connection, short) => {
  expect(connectionWords(context('a', { connection })).short).toBe(short);
});

it('says first that a context is broken', () => {
  expect(connectionWords(context('a', { problem: 'It names no cluster.' }))).toEqual({ short: 'Not usable', exact: 'It names no cluster.' });
});
