import { getSystemErrorName } from 'node:util';
import type { SimpleGit } from 'simple-git';
import { GitPluginError, simpleGit } from 'simple-git';

/** A git command that talks to no remote and starts no process of its own. */
export interface LocalCommand {
  readonly binary: string;
  readonly args: readonly string[];
  /** Must exist; the process's own where nothing is said. */
  readonly cwd: string | undefined;
  /** What `gitEnvironment` made. */
  readonly environment: NodeJS.ProcessEnv;
  /** Milliseconds without output before the command is stopped. */
  readonly idleTimeout: number;
  readonly signal: AbortSignal;
}

/** How a command ended. */
export type Ending =
  | { readonly kind: 'exited'; readonly code: number; readonly stdout: string; readonly stderr: string }
  | { readonly kind: 'stopped'; readonly why: 'cancelled' | 'timeout' }
  | { readonly kind: 'not-started'; readonly error: Error };

/** Variables of the user that simple-git guards like GIT_*; what runs here opens no editor and no pager. */
const UNUSED = /^(editor|visual|pager|prefix)$/i;

/** What simple-git's error hook is shown of an end; its own errors hold only words. */
interface Seen {
  /** Null where a signal ended the process; below zero, an errno, where it could not be started. */
  end?: { readonly code: number | null; readonly stderr: string };
}

/**
 * The one place that makes a simple-git: an instance for one command, so that its end is known apart from all others.
 * simple-git refuses what an attacker could use to have git run a program; each permission says why it is none here.
 */
function createSimpleGit(command: LocalCommand, seen: Seen): SimpleGit {
  const environment = Object.fromEntries(Object.entries(command.environment).filter(([name]) => !UNUSED.test(name)));
  const git = simpleGit({
    ...(command.cwd === undefined ? {} : { baseDir: command.cwd }),
    binary: command.binary,
    abort: command.signal,
    timeout: { block: command.idleTimeout },
    // Only the end of the output tells that all of it was read; by default simple-git stops listening 50 ms after the
    // exit, and the timer for it would outlive the command.
    completion: { onClose: true, onExit: false },
    // Every GIT_* here is our own: gitEnvironment has removed what was inherited. SSH_ASKPASS is ours too.
    allowEnvironment: Object.keys(environment).filter((name) => /^(git_|ssh_askpass$)/i.test(name)),
    unsafe: {
      // GIT_ASKPASS is empty and SSH_ASKPASS is `false`: they keep git from asking.
      allowUnsafeAskPass: true,
      // GIT_CONFIG_COUNT carries the restrictions of environment.ts, and nothing from outside.
      allowUnsafeConfigEnvCount: true,
      // Two of these: core.hooksPath leads to no hooks, core.fsmonitor is off.
      allowUnsafeHooksPath: true,
      allowUnsafeFsMonitor: true,
      // --git-dir names a mirror that Drydock made; without it git could find a repository around the cache.
      allowUnsafeConfigPaths: true,
      // `init --template=` takes no templates, and so no hooks.
      allowUnsafeTemplateDir: true,
      // A path to git may hold spaces (C:\Program Files\Git); it is started without a shell.
      allowUnsafeCustomBinary: true,
    },
    errors(error, result) {
      seen.end = { code: result.exitCode, stderr: Buffer.concat(result.stdErr).toString('utf8') };
      // simple-git takes a failure without words for a success.
      return error ?? (result.exitCode === 0 ? undefined : new Error('the command failed'));
    },
  });
  return git.env(environment);
}

/**
 * Runs a local command by simple-git and resolves when its process is gone, however it ends. Its abort reaches git
 * alone, which is enough for a command without children, and it cannot make process groups: a signal that a terminal
 * sends to everyone (Ctrl-C) ends the command too, and counts as `cancelled`.
 */
export async function runLocal(command: LocalCommand): Promise<Ending> {
  const seen: Seen = {};
  try {
    const stdout = await createSimpleGit(command, seen).raw([...command.args]);
    return { kind: 'exited', code: 0, stdout, stderr: '' };
  } catch (reason) {
    const error = reason instanceof Error ? reason : new Error(String(reason));
    if (error instanceof GitPluginError && (error.plugin === 'abort' || error.plugin === 'timeout')) {
      return { kind: 'stopped', why: error.plugin === 'abort' ? 'cancelled' : 'timeout' };
    }
    if (seen.end === undefined) return { kind: 'not-started', error };
    const { code, stderr } = seen.end;
    if (code === null) return { kind: 'stopped', why: 'cancelled' };
    return code < 0 ? { kind: 'not-started', error: systemError(code, error) } : { kind: 'exited', code, stdout: '', stderr };
  }
}

/** simple-git passes on what Node says as text only; the code in it tells a missing git from one that may not be run. */
function systemError(errno: number, cause: Error): Error {
  const code = getSystemErrorName(errno);
  return Object.assign(new Error(code, { cause }), { code });
}
