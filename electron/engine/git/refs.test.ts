import { describe, expect, it } from 'vitest';
import { findRevision, missingRevision, nearestRefs, parseForEachRef, parseLsRemote, sameRefs } from './refs.ts';

const id = (digit: string): string => digit.repeat(40);

const LISTING = [
  `ref: refs/heads/main\tHEAD`,
  `${id('a')}\tHEAD`,
  `${id('b')}\trefs/heads/feature/login`,
  `${id('a')}\trefs/heads/main`,
  `${id('c')}\trefs/heads/both`,
  `${id('d')}\trefs/heads/same`,
  `${id('e')}\trefs/pull/1/head`,
  `${id('b')}\trefs/tags/both`,
  `${id('d')}\trefs/tags/same`,
  `${id('1')}\trefs/tags/v1.2.0`,
  `${id('a')}\trefs/tags/v1.2.0^{}`,
  '',
].join('\n');

const list = parseLsRemote(LISTING);

describe('finding a revision', () => {
  it.each([
    ['', 'refs/heads/main', id('a')],
    ['HEAD', 'refs/heads/main', id('a')],
    ['main', 'refs/heads/main', id('a')],
    ['feature/login', 'refs/heads/feature/login', id('b')],
    ['refs/heads/both', 'refs/heads/both', id('c')],
    ['tags/both', 'refs/tags/both', id('b')],
    ['same', 'refs/heads/same', id('d')],
    ['v1.2.0', 'refs/tags/v1.2.0', id('a')],
  ])('"%s" is %s', (revision, ref, commit) => {
    expect(findRevision(list, revision, 'repo')).toEqual({ kind: 'ref', ref, id: commit });
  });

  it.each([
    [id('F'), { kind: 'object', id: id('f') }],
    ['abc1234', { kind: 'object', id: 'abc1234' }],
    ['login', { kind: 'none' }],
    ['main~1', { kind: 'none' }],
    ['refs/pull/1/head', { kind: 'none' }],
  ])('"%s" is no name', (revision, expected) => {
    expect(findRevision(list, revision, 'repo')).toEqual(expected);
  });

  it('refuses a name that is a branch and another tag', () => {
    expect(() => findRevision(list, 'both', 'repo')).toThrow('both a branch and a tag');
  });
});

describe('a missing revision', () => {
  it.each([
    ['mian', 'no branch, tag or commit "mian"', 'main'],
    ['login', 'no branch, tag or commit', 'feature/login'],
    ['v1.2', 'no branch, tag or commit', 'v1.2.0'],
    ['^1.0.0', 'version range', 'v1.2.0'],
    ['1.x', 'version range', ''],
    ['v1.2.*', 'version range', 'v1.2.0'],
    ['>=1.0.0 <2.0.0', 'version range', ''],
    ['~1.2', 'version range', ''],
  ])('"%s"', (revision, words, near) => {
    const error = missingRevision(list, revision, 'repo');
    expect(error.code).toBe('git-revision');
    expect(error.message).toContain(words);
    expect(error.hint).toContain(near);
  });

  it('names an empty repository', () => {
    expect(missingRevision({ refs: [] }, 'HEAD', 'repo').message).toContain('is empty');
  });

  it('puts the nearest names first', () => {
    expect(nearestRefs(list, 'sam')[0]).toBe('same');
    expect(nearestRefs(list, 'v1.2.1')[0]).toBe('v1.2.0');
  });
});

describe('listing', () => {
  it('leaves out what is neither branch nor tag', () => {
    expect(list.refs.map((ref) => ref.name)).not.toContain('refs/pull/1/head');
    expect(list.head).toEqual({ ref: 'refs/heads/main', id: id('a') });
  });

  it('is the same from the remote and from the mirror', () => {
    const mirror = list.refs.map((ref) => `${ref.name}\0${ref.id}\0${ref.commit === ref.id ? '' : (ref.commit ?? '')}`).join('\n');
    expect(sameRefs(list, parseForEachRef(mirror, 'ref: refs/heads/main\n'))).toBe(true);
    expect(sameRefs(list, parseForEachRef(mirror, `${id('a')}\n`))).toBe(false);
    expect(sameRefs(list, parseForEachRef(mirror.replace(id('b'), id('9')), 'ref: refs/heads/main\n'))).toBe(false);
  });

  it('knows a detached HEAD', () => {
    expect(parseLsRemote(`${id('7')}\tHEAD\n`).head).toEqual({ id: id('7') });
  });
});
