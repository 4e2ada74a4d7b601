import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** One running component of the control plane. */
export interface Component {
  readonly name: string;
  readonly pid: number;
  readonly logFile: string;
  /** Resolves, never rejects, once the process is gone: with its exit code, or the signal's name. */
  readonly exited: Promise<string>;
  /** True until the process is gone. */
  running(): boolean;
  /** True once it was told to end by `kill`. */
  ending(): boolean;
  signal(signal: NodeJS.Signals): void;
  /** Kills it and waits until it is gone. A throw-away cluster has nothing to save. */
  kill(): Promise<void>;
}

export interface ComponentOptions {
  readonly file: string;
  readonly args: readonly string[];
  /** Its working folder, where its log goes too. */
  readonly folder: string;
  /**
   * Environment beside PATH and the like. Proxies, KUBECONFIG and such are not passed on, and the home is the working
   * folder, so that nothing of the user's own (kwok reads ~/.kwok) changes the cluster.
   */
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Starts a component whose standard input is a pipe that nobody writes to. The wrapper's binaries end when that pipe
 * closes, which it does however this process ends (see wrapper/lifeline.go); others are the guard's business. It runs
 * in a session of its own, so that Ctrl-C in a terminal reaches only the launcher. It does not keep Node running.
 *
 * Throws if the file cannot be started.
 */
export async function startComponent(options: ComponentOptions): Promise<Component> {
  const name = basename(options.file);
  const logFile = join(options.folder, `${name}.log`);
  const output = openSync(logFile, 'a', 0o600);
  let child: ChildProcess;
  try {
    child = spawn(options.file, options.args, {
      stdio: ['pipe', output, output],
      cwd: options.folder,
      detached: true,
      env: { ...inherited(), HOME: options.folder, ...options.env },
    });
  } finally {
    closeSync(output);
  }
  const exited = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => resolve(signal ?? String(code)));
    child.once('error', (error) => resolve(error.message));
  });
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', reject);
  });
  // A write to a dead child's pipe is of no interest: nothing is ever written.
  child.stdin?.on('error', () => undefined);
  if (child.stdin !== null && 'unref' in child.stdin && typeof child.stdin.unref === 'function') child.stdin.unref();
  child.unref();

  let ending = false;
  const running = (): boolean => child.exitCode === null && child.signalCode === null;
  return {
    name,
    pid: child.pid ?? 0,
    logFile,
    exited,
    running,
    ending: () => ending,
    signal: (signal) => void child.kill(signal),
    kill: async () => {
      ending = true;
      if (!running()) return;
      child.ref();
      child.kill('SIGKILL');
      await exited;
    },
  };
}

/** The last lines of a component's log, for an error message. */
export function logTail(logFile: string, lines = 12): string {
  try {
    return readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
  } catch (error) {
    return `(its log cannot be read: ${error instanceof Error ? error.message : String(error)})`;
  }
}

function inherited(): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const name of ['PATH', 'TMPDIR', 'USER', 'LANG']) {
    const value = process.env[name];
    if (value !== undefined) kept[name] = value;
  }
  return kept;
}
