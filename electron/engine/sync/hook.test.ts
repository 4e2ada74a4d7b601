import { expect, it } from 'vitest';
import { hookName } from './hook.ts';

const REVISION = '0123456789abcdef';
const AT = new Date('2026-01-02T03:04:05.678Z');

it.each([
  ['migrate-?', 'migrate-0123456-presync-1767323045'],
  ['migrate-?2', 'migrate-0123456-presync-1767323045-2'],
  ['migrate', 'migrate'],
])('%s is named %s', (planned, name) => {
  expect(hookName(planned, REVISION, 'PreSync', AT)).toBe(name);
});
