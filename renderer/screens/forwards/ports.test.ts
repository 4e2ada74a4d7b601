import { expect, it } from 'vitest';
import { parsePort, portsOf, targetOf } from './ports.ts';

it('of a Service its own ports, of a Pod those of its containers, each once', () => {
  expect(portsOf({ spec: { ports: [{ name: 'http', port: 80, targetPort: 8080 }, { port: 53, protocol: 'UDP' }, { port: 443 }] } }, 'Service')).toEqual([
    { port: 80, label: '80 (http)' },
    { port: 443, label: '443' },
  ]);
  const containers = [{ ports: [{ containerPort: 8080, name: 'web' }, { containerPort: 9000, protocol: 'TCP' }] }, { ports: [{ containerPort: 8080 }] }, {}];
  expect(portsOf({ spec: { containers } }, 'Pod').map(({ label }) => label)).toEqual(['8080 (web)', '9000']);
  expect(portsOf(undefined, 'Pod')).toEqual([]);
});

it.each([
  [{ group: '', kind: 'Pod' }, true],
  [{ group: '', kind: 'Service' }, true],
  [{ group: 'serving.knative.dev', kind: 'Service' }, false],
  [{ group: 'apps', kind: 'Deployment' }, false],
])('%j can be forwarded to: %s', (key, expected) => {
  expect(targetOf({ ...key, namespace: 'shop', name: 'web' }) !== undefined).toBe(expected);
});

it.each([['80', 80], [' 80 ', 80], ['0', undefined], ['65536', undefined], ['http', undefined], ['', undefined], ['8 0', undefined]])('"%s" is %s', (typed, port) => {
  expect(parsePort(typed)).toBe(port);
});
