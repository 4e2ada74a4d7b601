import { expect, it } from 'vitest';
import { isLocalContext, isProtectedContext, isReadOnlyContext } from './context.ts';

it.each(['kind-dev', 'minikube', 'k3d-shop', 'docker-desktop', 'rancher-desktop', 'orbstack', 'colima', 'drydock-sandbox'])('%s is local', (name) => {
  expect(isLocalContext(name)).toBe(true);
  expect(isProtectedContext(name, ['*'])).toBe(false);
});

it.each([
  ['eks-prod-1', ['*prod*'], true],
  ['production', ['*prod*'], true],
  ['staging', ['*prod*'], false],
  ['a.b', ['a.b'], true],
  ['axb', ['a.b'], false],
  ['team (old)', ['team (*)'], true],
  ['anything', ['*'], true],
  ['kindly', ['kind*'], true],
  ['prod', [], false],
] as const)('%s under %j: %s', (name, patterns, expected) => {
  expect(isProtectedContext(name, patterns)).toBe(expected);
});

it.each([
  ['audit-eu', ['audit*'], true],
  ['kind-dev', ['*'], true],
  ['staging', ['audit*', 'prod'], false],
  ['anything', [], false],
] as const)('%s is read-only under %j: %s', (name, patterns, expected) => {
  expect(isReadOnlyContext(name, patterns)).toBe(expected);
});
