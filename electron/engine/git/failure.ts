import type { ErrorCode } from '../../../shared/model/errors.ts';
import { DrydockError } from '../../../shared/model/errors.ts';

/** What can go wrong with git in ways that somebody acts on; everything else is `other`. */
export type FailureKind =
  | 'auth'
  | 'host-key'
  | 'certificate'
  | 'unreachable'
  | 'no-repository'
  | 'ownership'
  | 'no-ssh'
  | 'missing-ref'
  | 'missing-object'
  | 'locked'
  | 'disk-full'
  | 'damaged'
  | 'other';

/** A git command that failed in a way its caller did not declare. `kind` is for callers that repair or retry. */
export class GitCommandError extends DrydockError {
  readonly kind: FailureKind;

  constructor(kind: FailureKind, code: ErrorCode, message: string, hint: string | undefined) {
    super(code, message, hint === undefined ? {} : { hint });
    this.kind = kind;
  }
}

interface Rule {
  readonly kind: FailureKind;
  /** Matched against git's stderr under LC_ALL=C: git has no other machine-readable channel for these. */
  readonly pattern: RegExp;
}

/** First match wins: ssh and curl say the specific thing before git's "Could not read from remote repository". */
const RULES: readonly Rule[] = [
  { kind: 'disk-full', pattern: /No space left on device|Disk quota exceeded/ },
  { kind: 'ownership', pattern: /detected dubious ownership/ },
  { kind: 'host-key', pattern: /Host key verification failed/ },
  { kind: 'no-ssh', pattern: /cannot run ssh: No such file/ },
  { kind: 'certificate', pattern: /SSL certificate problem|certificate verif|certificate verification|unable to get local issuer/i },
  {
    kind: 'auth',
    pattern:
      /Authentication failed|could not read (Username|Password)|terminal prompts disabled|Permission denied|returned error: 40[13]\b|HTTP Basic: Access denied|Invalid username or (password|token)/i,
  },
  {
    kind: 'unreachable',
    pattern:
      /Could not resolve|Name or service not known|name resolution|unable to look up|Failed to connect|Couldn't connect|unable to connect|Connection (refused|timed out|reset|closed)|Network is unreachable|No route to host|returned error: (429|5\d\d)\b|the remote end hung up|early EOF|Empty reply from server|Operation timed out|RPC failed/i,
  },
  {
    kind: 'no-repository',
    pattern:
      /repository '.*' not found|Repository not found|does not appear to be a git repository|returned error: 404\b|is this a git repository\?|repository not exported|project you were looking for could not be found/i,
  },
  { kind: 'missing-ref', pattern: /couldn't find remote ref|not our ref|unadvertised object|no such remote ref/i },
  { kind: 'locked', pattern: /cannot lock ref|Unable to create '.*\.lock'|unable to update local ref|could not lock config/ },
  {
    kind: 'damaged',
    pattern:
      /object file .* is empty|loose object .* is corrupt|corrupt|inflate:|garbage at end|packfile .* (cannot be|does not match|index)|bad object|missing blob object|missing necessary objects|invalid (object|sha1 pointer)|unable to (read|find) [0-9a-f]{7,}|unable to read tree|not a git repository|broken ref|bad (tree|config)|could not parse (object|commit)/i,
  },
  { kind: 'missing-object', pattern: /Needed a single revision|unknown revision|bad revision|Not a valid object name/ },
];

/** Tells failures apart by git's own words. Lines that quote the other side cannot say that our mirror is damaged. */
export function classify(stderr: string): FailureKind {
  const own = stderr.replace(/^remote:.*$/gm, '');
  for (const rule of RULES) {
    if (rule.pattern.test(rule.kind === 'damaged' ? own : stderr)) return rule.kind;
  }
  return 'other';
}

/** The sentence for a failure at a repository; `display` is its redacted URL, `words` git's own redacted output. */
export function failureError(kind: FailureKind, display: string, command: string, words: string): GitCommandError {
  const said = lastWords(words);
  const make = (code: ErrorCode, message: string, hint?: string): GitCommandError =>
    new GitCommandError(kind, code, said === '' ? message : `${message} Git said: ${said}`, hint);
  switch (kind) {
    case 'auth':
      return make(
        'git-auth',
        `${display} asks for credentials, or refuses those that were given.`,
        'Let git itself be able to read it: a credential helper for https, a key in the ssh agent for ssh. `git ls-remote <url>` must work without a question.',
      );
    case 'host-key':
      return make('git-auth', `The ssh host key of ${display} is unknown or has changed.`, 'Connect once with ssh by hand and check the key.');
    case 'certificate':
      return make(
        'git-unreachable',
        `The TLS certificate of ${display} is not trusted.`,
        "Set git's http.sslCAInfo for this host to the certificate authority that signed it.",
      );
    case 'unreachable':
      return make('git-unreachable', `${display} cannot be reached.`, 'Check the network, a VPN or proxy, and the host name.');
    case 'no-repository':
      return make('git-failed', `There is no Git repository at ${display}.`, 'Check the URL; some servers say so too when access is missing.');
    case 'ownership':
      return make(
        'git-failed',
        `Git refuses to read ${display}, because its folder belongs to another user.`,
        'If you trust it: git config --global --add safe.directory <path>',
      );
    case 'no-ssh':
      return make('git-missing', `${display} needs ssh, which is not installed.`, 'Install the OpenSSH client, or use an https URL.');
    case 'disk-full':
      return make('git-failed', `The disk is full: ${display} could not be stored.`, 'Free some space; the cache folder may be deleted.');
    case 'damaged':
      return make('git-failed', `The local copy of ${display} is damaged.`);
    case 'locked':
      return make('git-failed', `The local copy of ${display} is locked by another git process.`, 'Try again; if it stays, delete the cache folder.');
    case 'missing-ref':
    case 'missing-object':
    case 'other':
      return make('git-failed', `${command} failed for ${display}.`);
  }
}

/** git's `fatal:` and `error:` lines, or else its last line, on one line. A server's words may hold control characters. */
function lastWords(output: string): string {
  const lines = output.split(/[\r\n]+/).map((line) => line.replace(/\p{Cc}/gu, ' ').trim()).filter((line) => line !== '');
  const loud = lines.filter((line) => /^(fatal|error|remote|ssh):|denied|ERROR/i.test(line));
  const chosen = loud.length > 0 ? loud.slice(0, 4) : lines.slice(-1);
  return chosen.join(' | ').slice(0, 600);
}
