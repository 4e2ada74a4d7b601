import { describe, expect, it } from 'vitest';
import { DrydockError } from '../../../shared/model/errors.ts';
import { mirrorName, parseRepositoryUrl, redact, sameRepository } from './url.ts';

describe('one repository, several spellings', () => {
  it.each([
    ['https://github.com/org/app', 'https://github.com/org/app.git'],
    ['https://github.com/org/app', 'https://github.com/org/app/'],
    ['https://github.com/org/app', 'https://GitHub.com:443/org/app.git/'],
    ['https://github.com/org/app', 'https://user:secret@github.com/org/app'],
    ['git@github.com:org/app.git', 'ssh://git@github.com/org/app'],
    ['git@github.com:org/app.git', 'ssh://git@GITHUB.com:22/org/app.git'],
    ['/srv/git/app.git', 'file:///srv/git/app.git'],
    ['/srv/git/app.git', '/srv/git/../git/app.git/'],
  ])('%s = %s', (left, right) => {
    expect(sameRepository(left, right)).toBe(true);
    expect(mirrorName(parseRepositoryUrl(left))).toBe(mirrorName(parseRepositoryUrl(right)));
  });

  it.each([
    ['https://github.com/org/app', 'https://github.com/org/App'],
    ['https://github.com/org/app', 'https://github.com:8443/org/app'],
    ['https://github.com/org/app', 'http://github.com/org/app'],
    ['git@github.com:org/app.git', 'other@github.com:org/app.git'],
    ['/srv/app', '/srv/app.git'],
    ['ext::sh -c id', 'ext::sh -c id'],
  ])('%s is not %s', (left, right) => {
    expect(sameRepository(left, right)).toBe(false);
  });
});

describe('refused', () => {
  it.each([
    ['', 'is empty'],
    ['--upload-pack=touch /tmp/x', 'begins with a dash'],
    ['ext::sh -c "touch /tmp/x"', 'remote helper'],
    ['fd::3', 'remote helper'],
    ['ext://host/path', 'transport "ext"'],
    ['ftp://host/path', 'transport "ftp"'],
    ['javascript://host/path', 'transport "javascript"'],
    ['ssh://-oProxyCommand=id/path', 'The repository URL'],
    ['-oProxyCommand=id:path', 'begins with a dash'],
    ['git@-oProxyCommand=id:path', 'dash'],
    ['host:-path', 'dash'],
    ['relative/path', 'neither a URL nor an absolute path'],
    ['https://host/a\nb', 'control characters'],
    ['https://', 'not a valid URL'],
  ])('%s', (url, words) => {
    expect(() => parseRepositoryUrl(url)).toThrow(DrydockError);
    expect(() => parseRepositoryUrl(url)).toThrow(words);
  });
});

describe('credentials', () => {
  it.each([
    ['https://user:s3cret@host/x.git', 'https://***@host/x.git'],
    ['https://s3cret@host/x.git', 'https://***@host/x.git'],
    ['clone of http://u:s3cret@host:80/x and https://s3cret@b/y failed', 'clone of http://***@host:80/x and https://***@b/y failed'],
    ['ssh://git:s3cret@host/x', 'ssh://git:***@host/x'],
    ['ssh://git@host/x', 'ssh://git@host/x'],
    ['git@host:x/y', 'git@host:x/y'],
    ['https://host/x?token=s3cret', 'https://host/x?***'],
    ['Authorization: Basic s3cret', 'Authorization: Basic ***'],
  ])('%s', (text, redacted) => {
    expect(redact(text)).toBe(redacted);
  });

  it('travel apart from the URL', () => {
    const url = parseRepositoryUrl('https://me:p%40ss@host/x.git');
    expect(url.fetchUrl).toBe('https://host/x.git');
    expect(url.identity).toBe('https://host/x');
    expect(url.authorization).toBe(`Basic ${Buffer.from('me:p@ss').toString('base64')}`);
    expect(parseRepositoryUrl('ssh://git:pw@host/x').fetchUrl).toBe('ssh://git@host/x');
  });
});
