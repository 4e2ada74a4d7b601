import { expect, it } from 'vitest';
import { contextColour } from './contextColour.ts';
import { kindLetters } from './kindLetters.ts';

it.each<[string, string]>([
  ['Deployment', 'De'],
  ['ReplicaSet', 'Rs'],
  ['Pod', 'Po'],
  ['Service', 'Sv'],
  ['ConfigMap', 'Cm'],
  ['Secret', 'Se'],
  ['Certificate', 'Ce'],
  ['ServiceMonitor', 'Sm'],
  ['VPNGateway', 'Vg'],
  ['X', 'X'],
  ['', '?'],
])('%s has the letters %s', (kind, letters) => {
  expect(kindLetters(kind)).toBe(letters);
});

it('gives a context one of the eight colours, always the same', () => {
  for (const name of ['', 'kind-dev', 'prod', 'arn:aws:eks:eu-west-1:1:cluster/a']) {
    expect(contextColour(name)).toMatch(/^var\(--context-[1-8]\)$/);
    expect(contextColour(name)).toBe(contextColour(name));
  }
  expect(contextColour('prod', 3)).toBe('var(--context-3)');
  expect(contextColour('kind-dev1')).not.toBe(contextColour('kind-dev2'));
});
