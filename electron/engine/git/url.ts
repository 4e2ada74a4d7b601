import { createHash } from 'node:crypto';
import { isAbsolute, posix, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DrydockError } from '../../../shared/model/errors.ts';

/** A repository URL, checked and taken apart. Credentials are apart from everything that is shown or stored. */
export interface RepositoryUrl {
  /** What git is given: without the password, and for http(s) with a user only where it came without a password. */
  readonly fetchUrl: string;
  /** The same for every spelling of one repository; names its mirror. Never holds a password. */
  readonly identity: string;
  /** For messages: credentials replaced by `***`. */
  readonly display: string;
  /** Value of an HTTP Authorization header, from a user and password inside the URL. */
  readonly authorization?: string;
}

const DEFAULT_PORTS: Readonly<Record<string, string>> = { 'https:': '443', 'http:': '80', 'ssh:': '22', 'git:': '9418' };
const SCHEME = /^([A-Za-z][A-Za-z0-9+.-]*):\/\//;
/** `[user@]host:path`, git's scp-like form; the host has no slash and is longer than a drive letter. */
const SCP = /^(?:([^@/:\s]+)@)?([^/:@\s]{2,}|\[[0-9A-Fa-f:]+\]):(?!\/\/)(.+)$/;
const CONTROL = /\p{Cc}/u;

/**
 * Checks a repository URL: https, http, ssh, git, file, the scp-like form, or an absolute path of a local repository.
 * Throws DrydockError `git-failed` on everything else: other transports (`ext::`, `fd::`) can run commands, and a
 * leading dash would be read as an option.
 */
export function parseRepositoryUrl(given: string): RepositoryUrl {
  const url = given.trim();
  const refuse = (why: string): DrydockError =>
    new DrydockError('git-failed', `The repository URL "${redact(url)}" ${why}.`, {
      hint: 'Use https://, http://, ssh://, git://, file://, git@host:path, or the absolute path of a local repository.',
    });
  if (url === '') throw new DrydockError('git-failed', 'The repository URL is empty.');
  if (url.startsWith('-')) throw refuse('begins with a dash, which git would read as an option');
  if (CONTROL.test(url)) throw refuse('contains control characters');
  if (isAbsolute(url)) return localUrl(resolve(url));
  const scheme = SCHEME.exec(url)?.[1]?.toLowerCase();
  if (scheme === undefined) {
    if (url.includes('::')) throw refuse('uses a remote helper, which is not allowed');
    const scp = SCP.exec(url);
    if (scp === null) throw refuse('is neither a URL nor an absolute path');
    return sshUrl(url, scp[1], scp[2] ?? '', scp[3] ?? '');
  }
  if (scheme === 'file') return localUrl(filePath(url, refuse));
  if (!(`${scheme}:` in DEFAULT_PORTS)) throw refuse(`uses the transport "${scheme}", which is not allowed`);
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    throw refuse('is not a valid URL');
  }
  if (parsed.hostname === '') throw refuse('names no host');
  if (parsed.hostname.startsWith('-')) throw refuse('has a host that begins with a dash');
  return remoteUrl(url, parsed);
}

/** True if two URLs name one repository, by the rules of `identity`; false if either is not a URL that is allowed. */
export function sameRepository(left: string, right: string): boolean {
  try {
    return parseRepositoryUrl(left).identity === parseRepositoryUrl(right).identity;
  } catch (error) {
    if (error instanceof DrydockError) return false;
    throw error;
  }
}

/** The mirror's folder name: the repository's last path segment for a person, a hash of its identity for uniqueness. */
export function mirrorName(url: RepositoryUrl): string {
  const last = url.identity.split(/[/\\]/).findLast((part) => part !== '') ?? 'repository';
  const slug = last.toLowerCase().replace(/\.git$/, '').replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '').slice(0, 40);
  return `${slug || 'repository'}-${createHash('sha256').update(url.identity).digest('hex').slice(0, 20)}`;
}

/**
 * Removes credentials from any text: the user and password of http(s) URLs (a lone user may be a token), the password
 * of others, and query strings.
 */
export function redact(text: string): string {
  return text
    .replace(/\b(https?):\/\/[^\s/@'"]+(?:@[^\s/@'"]+)*@/gi, '$1://***@')
    .replace(/\b([a-z][a-z0-9+.-]*):\/\/([^\s/:@'"]*):[^\s/@'"]*@/gi, '$1://$2:***@')
    .replace(/(\b[a-z]+:\/\/[^\s?'"]+)\?[^\s'"]+/gi, '$1?***')
    .replace(/(authorization:\s*\w+\s+)\S+/gi, '$1***');
}

/**
 * Argo CD (util/git NormalizeGitURL) lower-cases the whole URL; only the host is certain to ignore case, so two
 * repositories whose paths differ by case stay two here.
 */
function remoteUrl(given: string, parsed: URL): RepositoryUrl {
  const scheme = parsed.protocol;
  const http = scheme === 'https:' || scheme === 'http:';
  const port = parsed.port === '' || parsed.port === DEFAULT_PORTS[scheme] ? '' : `:${parsed.port}`;
  const path = normalPath(parsed.pathname);
  const host = parsed.hostname.toLowerCase();
  if (!http) {
    const user = parsed.username === '' || scheme === 'git:' ? '' : `${parsed.username}@`;
    const identity = `${scheme}//${user}${host}${port}/${path}`;
    return { fetchUrl: stripPassword(given, parsed), identity, display: redact(given) };
  }
  const identity = `${scheme}//${host}${port}/${path}${parsed.search}`;
  if (parsed.password === '') return { fetchUrl: given, identity, display: redact(given) };
  const bare = new URL(parsed);
  bare.username = '';
  bare.password = '';
  const pair = `${decodeURIComponent(parsed.username)}:${decodeURIComponent(parsed.password)}`;
  const authorization = `Basic ${Buffer.from(pair, 'utf8').toString('base64')}`;
  return { fetchUrl: bare.href, identity, display: redact(given), authorization };
}

/** ssh and git:// take no password from a URL. */
function stripPassword(url: string, parsed: URL): string {
  if (parsed.password === '') return url;
  const bare = new URL(parsed);
  bare.password = '';
  return bare.href;
}

function sshUrl(given: string, user: string | undefined, host: string, path: string): RepositoryUrl {
  if (host.startsWith('-') || user?.startsWith('-') === true || path.startsWith('-')) {
    throw new DrydockError('git-failed', `The repository URL "${redact(given)}" has a part that begins with a dash.`);
  }
  const identity = `ssh://${user === undefined ? '' : `${user}@`}${host.toLowerCase()}/${normalPath(path)}`;
  return { fetchUrl: given, identity, display: redact(given) };
}

/** Local paths keep their `.git`: `app` and `app.git` may lie side by side. */
function localUrl(path: string): RepositoryUrl {
  return { fetchUrl: path, identity: `file://${path}`, display: path };
}

function filePath(url: string, refuse: (why: string) => DrydockError): string {
  try {
    return resolve(fileURLToPath(url));
  } catch {
    throw refuse('is not a file URL of this machine');
  }
}

function normalPath(path: string): string {
  const clean = posix.normalize(`/${path}`).replace(/\/+$/, '').replace(/^\/+/, '');
  return clean.endsWith('.git') && clean !== '.git' ? clean.slice(0, -4) : clean;
}
