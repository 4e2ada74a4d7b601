import { afterAll, describe, expect, it } from 'vitest';
import type { KubeObject } from '../../../shared/model/kube.ts';
import { createLuaRunner } from './index.ts';

const OBJECT: KubeObject = { apiVersion: 'v1', kind: 'Thing', metadata: { name: 'a' }, spec: { replicas: 3, nothing: null, list: ['a', null, { b: 1.5 }], empty: {}, ratio: 0.5 } };

describe('a script of Lua', () => {
  const lua = createLuaRunner(30_000);
  afterAll(() => lua.close());

  it.each<[string, string, unknown]>([
    ['returns a table', 'hs = {} hs.status = "Healthy" hs.message = obj.metadata.name return hs', { value: { status: 'Healthy', message: 'a' } }],
    ['returns a list', 'return {1, 2}', { value: [1, 2] }],
    ['returns nothing', 'local a = 1', { value: null }],
    ['sees whole numbers as such', 'return tostring(obj.spec.replicas)', { value: '3' }],
    ['sees null as not there', 'return obj.spec.nothing == nil and #obj.spec.list', { value: 2 }],
    ['has the words of Lua 5.1', 'local a, b = unpack({1, 2}) return a + b + table.getn({1}) + math.pow(2, 3)', { value: 12 }],
    ['has strings and times', 'local os = require("os") return string.format("%s", os.date("!%Y", 0)) .. type(os.time())', { value: '1970number' }],
    ['reaches nothing of the machine', 'return {type(io), type(debug), type(os.getenv), type(os.execute), type(os.exit), type(dofile), type(loadfile), type(package.loadlib)}', { value: Array.from({ length: 8 }, () => 'nil') }],
    ['finds no modules', 'return require("socket")', { error: expect.stringContaining("module 'socket' not found") }],
    ['fails with its line', 'local a = 1\nreturn obj.status.phase', { error: "line 2: attempt to index a nil value (field 'status')" }],
    ['fails in its own words', 'error("not \\"now\\"")', { error: 'line 1: not "now"' }],
    ['does not parse', 'return {', { error: expect.stringMatching(/^line 1: unexpected symbol/) }],
    ['returns what is no data', 'local t = {} t.t = t return t', { error: expect.stringContaining('circular') }],
    ['grows without end', 'local t = {} while true do t[#t + 1] = string.rep("x", 1000) .. #t end', { error: 'not enough memory' }],
    ['calls itself without end', 'local function f(n) return f(n + 1) + 1 end return f(1)', { error: expect.stringMatching(/not enough memory|stack overflow/) }],
  ])('%s', async (_what, script, expected) => {
    expect(await lua.run(script, OBJECT)).toEqual(expected);
  });

  it('leaves nothing to the next one', async () => {
    await lua.run('leftover = 1 string.format = nil return {}', OBJECT);
    expect(await lua.run('return {type(leftover), type(string.format)}', OBJECT)).toEqual({ value: ['nil', 'function'] });
  });
});

it('a script that does not end is ended, and the next one is answered', async () => {
  // Long enough for the second one on a busy machine.
  const lua = createLuaRunner(3_000);
  try {
    const endless = lua.run('while true do end', OBJECT);
    const next = lua.run('return {status = "Healthy"}', OBJECT);
    expect(await endless).toEqual({ error: 'It took longer than 3 s.' });
    expect(await next).toEqual({ value: { status: 'Healthy' } });
  } finally {
    await lua.close();
  }
});
