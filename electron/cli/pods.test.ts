/** What is typed for logs and forwarded ports, as data. */
import { expect, it } from 'vitest';
import { parsePorts, parseTarget } from './forward.ts';
import { seconds } from './logs.ts';

it.each([
  ['30s', 30],
  ['10m', 600],
  ['1h30m', 5_400],
  ['2d', 172_800],
])('--since %s', (text, expected) => {
  expect(seconds(text)).toBe(expected);
});

it.each(['', '10', 'm', '10 m', '0s', '10x', '-5m', '1h 5m'])('--since "%s" is wrong use', (text) => {
  expect(() => seconds(text)).toThrow(/it is a duration/);
});

it.each([
  ['80', { port: 80, localPort: 80 }],
  ['8080:80', { port: 80, localPort: 8_080 }],
  [':80', { port: 80, localPort: 0 }],
  ['0:80', { port: 80, localPort: 0 }],
])('ports %s', (text, expected) => {
  expect(parsePorts(text)).toEqual(expected);
});

it.each(['', 'http', '0', '80:', '70000', '70000:80', '1:2:3', '-80'])('"%s" is no port', (text) => {
  expect(() => parsePorts(text)).toThrow(/is no port/);
});

it.each([
  ['web-1', { kind: 'Pod', name: 'web-1' }],
  ['pod/web-1', { kind: 'Pod', name: 'web-1' }],
  ['svc/web', { kind: 'Service', name: 'web' }],
  ['Service/web', { kind: 'Service', name: 'web' }],
])('target %s', (text, expected) => {
  expect(parseTarget(text)).toEqual(expected);
});

it.each(['', 'pod/', '/web', 'deployment/web', 'pod/a/b'])('"%s" is no target', (text) => {
  expect(() => parseTarget(text)).toThrow(/neither/);
});
