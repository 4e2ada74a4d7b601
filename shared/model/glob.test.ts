import { describe, expect, it } from 'vitest';
import { compileGlob } from './glob.ts';

describe('a glob of Argo CD', () => {
  it.each<[string, string, boolean]>([
    ['*.yaml', 'a.yaml', true],
    ['*.yaml', 'env/a.yaml', true],
    ['*.yaml', 'a.yml', false],
    ['{*.yml,*.yaml}', 'x/a.yml', true],
    ['some-directory/*', 'some-directory/a/b.yaml', true],
    ['some-directory/*', 'other/some-directory/a.yaml', false],
    ['{config.json,env-usw2/*}', 'env-usw2/configmap.yaml', true],
    ['{config.json,env-usw2/*}', 'env-use2/configmap.yaml', false],
    ['**/x.yaml', 'a/b/x.yaml', true],
    ['**/x.yaml', 'x.yaml', false],
    ['?.yaml', 'a.yaml', true],
    ['?.yaml', 'ab.yaml', false],
    ['a[12].yaml', 'a2.yaml', true],
    ['a[!12].yaml', 'a2.yaml', false],
    ['a[0-9].yaml', 'a7.yaml', true],
    ['{a,{b,c}d}.yaml', 'cd.yaml', true],
    ['{,a}.yaml', '.yaml', true],
    ['a\\*.yaml', 'a*.yaml', true],
    ['a\\*.yaml', 'ab.yaml', false],
    ['a.yaml', 'aXyaml', false],
    ['a+(b)$.yaml', 'a+(b)$.yaml', true],
    ['*', '', true],
  ])('%s on %s: %s', (pattern, path, matches) => {
    expect(compileGlob(pattern)(path)).toBe(matches);
  });

  it.each([['{a'], ['[a'], ['a\\'], ['[z-a]']])('%s is refused', (pattern) => {
    expect(() => compileGlob(pattern)).toThrow('is not a glob');
  });
});
