import { describe, expect, test } from 'vitest';
import { lineNotes } from './annotations.ts';
import { pathFinder } from './lines.ts';
import { lineCount, manifestText } from './yaml.ts';

const deployment = {
  status: { replicas: 1 },
  spec: { template: { spec: { containers: [{ image: 'web:1.5', name: 'web', ports: [{ containerPort: 80, protocol: 'TCP' }, { containerPort: 81, protocol: 'TCP' }] }] } }, replicas: 9007199254740993n },
  metadata: { annotations: { 'example.com/role': 'front', 'a.b': 'yes' }, finalizers: ['x/a', 'x/b'], name: 'web', managedFields: [] },
  kind: 'Deployment',
  apiVersion: 'apps/v1',
};
const text = manifestText(deployment);

test('YAML in the order of people, integers whole', () => {
  expect(text.split('\n').filter((line) => /^\w/.test(line))).toEqual(['apiVersion: apps/v1', 'kind: Deployment', 'metadata:', 'spec:', 'status:']);
  expect(text).toContain('replicas: 9007199254740993\n');
  expect(text).toContain('containers:\n      - name: web\n        image: web:1.5\n');
  expect(text.indexOf('  name: web')).toBeLessThan(text.indexOf('annotations:'));
});

test.each([['', 0], ['a', 1], ['a\n', 1], ['a\nb\n', 2]])('%j has %i lines', (given, count) => expect(lineCount(given)).toBe(count));

describe('the line of a path', () => {
  test.each([
    ['.spec.template.spec.containers[name="web"].image', 'image: web:1.5'],
    ['.spec.template.spec.containers[name="web"]', '- name: web'],
    ['.spec.template.spec.containers[0].name', '- name: web'],
    ['.spec.template.spec.containers[name="web"].ports[containerPort=81,protocol="TCP"].containerPort', 'containerPort: 81'],
    ['.metadata.annotations["example.com/role"]', 'example.com/role: front'],
    ['.metadata.annotations.example.com/role', 'example.com/role: front'],
    ['.metadata.finalizers[="x/b"]', '- x/b'],
  ])('%s', (path, line) => {
    const found = pathFinder(text)(path);
    expect(text.split('\n')[(found?.line ?? 0) - 1]).toContain(line);
    expect(found?.exact).toBe(true);
  });
  test('of what is not there: of the deepest that is', () => {
    const found = pathFinder(text)('.spec.template.spec.containers[name="web"].command');
    expect(found?.exact).toBe(false);
    expect(text.split('\n')[(found?.line ?? 0) - 1]).toContain('- name: web');
  });
});

test('who set a live value stands at its line, once', () => {
  const owner = { manager: 'kubectl', operation: 'Update', time: '2026-01-01T00:00:00Z' } as const;
  const notes = lineNotes(text, [{ path: '.spec.replicas', setBy: [owner, owner] }, { path: '.spec.paused', setBy: [owner] }, { path: '.kind' }], () => '2 h ago', true);
  expect(notes).toEqual([{ line: text.split('\n').findIndex((line) => line.includes('replicas: 9')) + 1, text: 'set by kubectl, 2 h ago', title: expect.stringContaining('kubectl (Update) at 2026') }]);
});
