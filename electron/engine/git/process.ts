import type { ChildProcess, ChildProcessByStdio } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once, setMaxListeners } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { DrydockError } from '../../../shared/model/errors.ts';
import type { GitConfig } from './environment.ts';
import { gitEnvironment } from './environment.ts';
import type { FailureKind } from './failure.ts';
import { classify, failureError } from './failure.ts';
import type { Ending } from './local.ts';
import { runLocal } from './local.ts';
import { redact } from './url.ts';

/** One git command that ended, for logs and counters; everything in it is redacted. */
export interface CommandEvent {
  readonly command: string;
  readonly milliseconds: number;
  readonly failure?: FailureKind | 'cancelled' | 'timeout';
}

export interface RunnerOptions {
  /** Default `git`. */
  readonly binary?: string;
  /** Default `process.env`; GIT_* in it is ignored. */
  readonly environment?: NodeJS.ProcessEnv;
  /** A command that prints nothing (progress included) for so long is stopped. Milliseconds, default 60,000. */
  readonly idleTimeout?: number;
  readonly onCommand?: (event: CommandEvent) => void;
}

export interface RunOptions {
  /** For messages: the redacted repository. */
  readonly repository: string;
  readonly cwd?: string;
  readonly signal?: AbortSignal | undefined;
  /** Failures that the caller handles; they come back as `failure`. All others throw. */
  readonly expect?: readonly FailureKind[];
  readonly config?: readonly GitConfig[];
  /** Milliseconds without output before the command is stopped, if not the runner's own. */
  readonly idleTimeout?: number;
}

export interface RunResult {
  readonly stdout: string;
  readonly failure?: FailureKind;
}

export type GitChild = ChildProcessByStdio<Writable, Readable, Readable>;

const KILL_AFTER = 2000;
const STDERR_KEPT = 64 * 1024;

/**
 * Runs git: local commands by simple-git (`runLocal`), all that start processes of their own by `run` and `start`.
 *
 * Every child of the latter is the leader of its own process group and is stopped as a group: killing only `git` leaves
 * `git-remote-https` behind, which holds our pipe open, so that the command never ends (measured with simple-git 4,
 * whose abort does exactly that). A group of its own also has no terminal that ssh could ask questions on.
 */
export class GitRunner {
  readonly #options: RunnerOptions;
  readonly #children = new Set<ChildProcess>();
  readonly #local = new Set<Promise<Ending>>();
  readonly #closing = new AbortController();
  #checked = false;

  constructor(options: RunnerOptions) {
    this.#options = options;
    // Every running command listens.
    setMaxListeners(0, this.#closing.signal);
  }

  /** Aborted when the runner closes. */
  get signal(): AbortSignal {
    return this.#closing.signal;
  }

  /** Starts git with pipes; the caller reads them and must end or `stop` it. Throws `cancelled` after `close`. */
  start(args: readonly string[], options: { cwd?: string | undefined; config?: readonly GitConfig[] | undefined }): GitChild {
    if (this.#closing.signal.aborted) throw cancelled();
    const child = spawn(this.#options.binary ?? 'git', args, {
      cwd: options.cwd,
      env: gitEnvironment(this.#options.environment ?? process.env, options.config),
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
    this.#children.add(child);
    child.once('close', () => this.#children.delete(child));
    child.once('error', () => this.#children.delete(child));
    // A child that ends before it has read everything is judged by its exit, not by EPIPE.
    child.stdin.on('error', () => undefined);
    return child;
  }

  /**
   * Runs one command to its end. Throws DrydockError: `git-missing` without git, `cancelled` on abort, `timeout` without
   * progress, and what `failureError` says for failures that were not expected.
   */
  async run(args: readonly string[], options: RunOptions): Promise<RunResult> {
    return await this.#judge(args, options, async (idle) => {
      const child = this.start(args, options);
      child.stdin.end();
      return await this.#watch(child, idle, options.signal);
    });
  }

  /** `run` for a command that talks to no remote and starts no process of its own; throws the same. */
  async runLocal(args: readonly string[], options: RunOptions): Promise<RunResult> {
    return await this.#judge(args, options, async (idleTimeout) => {
      if (this.#closing.signal.aborted) throw cancelled();
      const signal = options.signal === undefined ? this.#closing.signal : AbortSignal.any([options.signal, this.#closing.signal]);
      const environment = gitEnvironment(this.#options.environment ?? process.env, options.config);
      const ending = runLocal({ binary: this.#options.binary ?? 'git', args, cwd: options.cwd, environment, idleTimeout, signal });
      this.#local.add(ending);
      return await ending.finally(() => this.#local.delete(ending));
    });
  }

  /** Turns the end of a command into a result or an error, and tells of it. */
  async #judge(args: readonly string[], options: RunOptions, execute: (idle: number) => Promise<Ending>): Promise<RunResult> {
    throwIfAborted(options.signal);
    const command = redact(`git ${args.join(' ')}`);
    const started = performance.now();
    const idle = options.idleTimeout ?? this.#options.idleTimeout ?? 60_000;
    let failure: CommandEvent['failure'];
    try {
      const ending = await execute(idle);
      if (ending.kind === 'not-started') throw notStarted(ending.error);
      if (ending.kind === 'stopped') {
        failure = ending.why;
        throw ending.why === 'cancelled' ? cancelled() : timedOut(options.repository, command, idle);
      }
      if (ending.code === 0) return { stdout: ending.stdout };
      const kind = classify(ending.stderr);
      failure = kind;
      if (options.expect?.includes(kind) === true) return { stdout: '', failure: kind };
      throw failureError(kind, options.repository, command, redact(ending.stderr));
    } finally {
      const milliseconds = performance.now() - started;
      this.#options.onCommand?.(failure === undefined ? { command, milliseconds } : { command, milliseconds, failure });
    }
  }

  /** Reads a child to its end; stops its group on abort and when it prints nothing for `idle` milliseconds. */
  async #watch(child: GitChild, idle: number, signal: AbortSignal | undefined): Promise<Ending> {
    let stopped: 'cancelled' | 'timeout' | undefined;
    const stop = (why: 'cancelled' | 'timeout'): void => {
      stopped ??= why;
      stopGroup(child);
    };
    const timer = setTimeout(stop, idle, 'timeout');
    const onAbort = (): void => stop('cancelled');
    signal?.addEventListener('abort', onAbort);
    this.#closing.signal.addEventListener('abort', onAbort);
    const stdout: Buffer[] = [];
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => {
      stdout.push(chunk);
      timer.refresh();
    });
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      stderr = (stderr + chunk).slice(-STDERR_KEPT);
      timer.refresh();
    });
    try {
      const end = await ended(child, () => stopped !== undefined);
      if (stopped !== undefined) return { kind: 'stopped', why: stopped };
      return typeof end === 'number' ? { kind: 'exited', code: end, stdout: Buffer.concat(stdout).toString('utf8'), stderr } : { kind: 'not-started', error: end };
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      this.#closing.signal.removeEventListener('abort', onAbort);
    }
  }

  /** Throws `git-missing` if git is missing or older than 2.32; asked once. */
  async checkVersion(signal: AbortSignal | undefined): Promise<void> {
    if (this.#checked) return;
    const { stdout } = await this.runLocal(['version'], { repository: 'git', signal });
    const [, major, minor] = /(\d+)\.(\d+)/.exec(stdout) ?? [];
    if (major !== undefined && (Number(major) < 2 || (Number(major) === 2 && Number(minor) < 32))) {
      throw new DrydockError('git-missing', `Git is too old: ${stdout.trim()}; Drydock needs 2.32 or newer.`, { hint: installHint() });
    }
    this.#checked = true;
  }

  /** Stops every child and waits until all are gone. */
  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all([
      ...this.#local,
      ...[...this.#children].map(async (child) => {
        const gone = once(child, 'close');
        stopGroup(child);
        await gone;
      }),
    ]);
  }
}

/**
 * The exit code, when all pipes are closed; or a second after the exit, since an ssh ControlMaster that lives on keeps
 * stderr open. A child that is being stopped is awaited to the end. The error if git could not be started.
 */
async function ended(child: ChildProcess, stopping: () => boolean): Promise<number | Error> {
  return await new Promise((resolve) => {
    child.once('error', resolve);
    child.once('close', (code) => resolve(code ?? -1));
    child.once('exit', (code) => {
      const late = setTimeout(() => {
        if (!stopping()) resolve(code ?? -1);
      }, 1000);
      child.once('close', () => clearTimeout(late));
    });
  });
}

/** Ends a child and everything that it started: asked first, forced after two seconds. */
export function stopGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  if (process.platform === 'win32') {
    spawn('taskkill', ['/pid', String(child.pid), '/T', '/F'], { stdio: 'ignore', windowsHide: true });
    return;
  }
  const group = -child.pid;
  signalGroup(group, 'SIGTERM');
  const force = setTimeout(signalGroup, KILL_AFTER, group, 'SIGKILL');
  child.once('close', () => clearTimeout(force));
}

function signalGroup(group: number, signal: NodeJS.Signals): void {
  try {
    process.kill(group, signal);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

export function notStarted(error: Error): DrydockError {
  if ('code' in error && error.code === 'ENOENT') {
    return new DrydockError('git-missing', 'Git is not installed, or not on the PATH; Drydock reads repositories with it.', {
      hint: installHint(),
      cause: error,
    });
  }
  return new DrydockError('git-missing', `Git could not be started: ${error.message}.`, { cause: error });
}

function installHint(): string {
  const how =
    process.platform === 'darwin'
      ? 'Install it with `xcode-select --install` or `brew install git`.'
      : process.platform === 'win32'
        ? 'Install Git for Windows from https://git-scm.com.'
        : 'Install the package "git" of your distribution, for example `apt install git`.';
  return `${how} Version 2.32 or newer is needed.`;
}

export function cancelled(): DrydockError {
  return new DrydockError('cancelled', 'Reading the Git repository was cancelled.');
}

export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw cancelled();
}

function timedOut(repository: string, command: string, idle: number): DrydockError {
  return new DrydockError('timeout', `${repository} did not answer: no progress for ${Math.round(idle / 1000)} s (${command}).`, {
    hint: 'Check the network, a VPN or proxy.',
  });
}
