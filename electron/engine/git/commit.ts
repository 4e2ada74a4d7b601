import type { GitObject } from './objects.ts';

/** A commit as history shows it. */
export interface CommitInfo {
  readonly commit: string;
  /** The first paragraph of the message on one line. */
  readonly subject: string;
  readonly author: string;
  readonly email: string;
  /** When it was committed (not authored), ISO 8601 in UTC. */
  readonly date: string;
}

/** Reads a commit object (gitformat-commit): header lines, an empty line, the message. */
export function parseCommit(object: GitObject): CommitInfo {
  const split = object.bytes.indexOf('\n\n');
  const head = object.bytes.toString('utf8', 0, split < 0 ? object.bytes.length : split);
  const encoding = /^encoding (.+)$/m.exec(head)?.[1];
  const message = split < 0 ? '' : decode(object.bytes.subarray(split + 2), encoding);
  const author = /^author (.*) <(.*)> \d+ [+-]\d+$/m.exec(encoding === undefined ? head : decode(object.bytes.subarray(0, split), encoding));
  const seconds = Number(/^committer .* (\d+) [+-]\d+$/m.exec(head)?.[1] ?? 0);
  return {
    commit: object.id,
    subject: (message.trimStart().split(/\n\s*\n/, 1)[0] ?? '').trim().replace(/\s*\n\s*/g, ' '),
    author: author?.[1] ?? '',
    email: author?.[2] ?? '',
    date: new Date(seconds * 1000).toISOString(),
  };
}

function decode(bytes: Buffer, encoding: string | undefined): string {
  try {
    return new TextDecoder(encoding ?? 'utf-8').decode(bytes);
  } catch {
    // An encoding that nobody knows: its ASCII part is still readable.
    return bytes.toString('utf8');
  }
}
