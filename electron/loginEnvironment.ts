import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { delimiter } from 'node:path';

/** An environment as `process.env` has it. */
export type Environment = { readonly [name: string]: string | undefined };

/** What came of asking the login shell. */
export interface LoginEnvironment {
  readonly env: Environment;
  /** Why the shell could not be asked: a sentence. The environment is the process's own then. */
  readonly problem?: string;
}

/** How the shell is asked. */
export interface LoginOptions {
  /** How long its start-up files may take; 5,000 where nothing is said. */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 5_000;
const MAX_OUTPUT = 1024 * 1024;
/** What belongs to the shell that was asked, and not to who asks. */
const ITS_OWN = new Set(['_', 'SHLVL', 'PWD', 'OLDPWD', 'TERM', 'PS1']);

/**
 * The environment that a terminal of this user would have. A desktop starts its applications with the system's PATH
 * alone, where neither credential plugins (`aws`, `gke-gcloud-auth-plugin`, `kubelogin`) nor `helm` are found: the login
 * shell's PATH comes before it, and what only the shell sets (KUBECONFIG, AWS_PROFILE, HTTPS_PROXY) is added. What the
 * process has already stays. Never throws: without an answer in time the process's own environment is kept, and why is said.
 */
export async function loginEnvironment(own: Environment, { timeoutMs = TIMEOUT_MS }: LoginOptions = {}): Promise<LoginEnvironment> {
  const shell = own['SHELL'];
  if (shell === undefined || shell === '') return { env: own, problem: 'No login shell is set (SHELL), so programs are looked for in the PATH that the desktop gave.' };
  // What start-up files print must not be taken for an answer.
  const mark = randomBytes(12).toString('hex');
  const command = `printf '%s' '${mark}'; env -0 2>/dev/null || env; printf '%s' '${mark}'`;
  try {
    const output = await ask(shell, shellArguments(shell, command), own, timeoutMs);
    const told = output.split(mark)[1];
    if (told === undefined) return { env: own, problem: `The login shell ${shell} did not tell its environment, so programs are looked for in the PATH that the desktop gave.` };
    return { env: merged(own, parseEnvironment(told)) };
  } catch (error) {
    return { env: own, problem: `The login shell ${shell} could not be asked for its environment: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/** csh knows a login shell only without other flags; the others take all three. */
function shellArguments(shell: string, command: string): string[] {
  return /(^|\/)t?csh$/.test(shell) ? ['-i', '-c', command] : ['-i', '-l', '-c', command];
}

function ask(shell: string, args: readonly string[], env: Environment, timeoutMs: number): Promise<string> {
  return new Promise((resolve, reject) => {
    // A group of its own: an interactive shell must not reach for a terminal, and its children end with it.
    const child = spawn(shell, [...args], { env: { ...env, DRYDOCK_RESOLVING_ENVIRONMENT: '1' }, detached: true, stdio: ['ignore', 'pipe', 'ignore'] });
    const end = (): void => {
      clearTimeout(timer);
      child.stdout.destroy();
      if (child.pid === undefined) return;
      try {
        process.kill(-child.pid, 'SIGKILL');
      } catch {
        // It ended by itself.
      }
    };
    const timer = setTimeout(() => {
      end();
      reject(new Error(`its start-up files took longer than ${timeoutMs / 1_000} seconds.`));
    }, timeoutMs);
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
      if (output.length > MAX_OUTPUT) {
        end();
        reject(new Error('it printed more than a megabyte.'));
      }
    });
    child.once('error', (error) => {
      end();
      reject(error);
    });
    // What it started in the background may hold its output open.
    child.once('exit', () => setImmediate(() => {
      end();
      resolve(output);
    }));
  });
}

/** `NAME=value`, each ended by a NUL, or by a line's end where `env` knows no `-0`; there a value of several lines is cut. */
function parseEnvironment(text: string): Environment {
  const entries = text.split(text.includes('\0') ? '\0' : '\n');
  return Object.fromEntries(
    entries.flatMap((entry) => {
      const [, name, value] = /^([A-Za-z_][A-Za-z0-9_]*)=([^]*)$/.exec(entry) ?? [];
      return name === undefined || value === undefined || ITS_OWN.has(name) || name === 'DRYDOCK_RESOLVING_ENVIRONMENT' ? [] : [[name, value] as const];
    }),
  );
}

function merged(own: Environment, login: Environment): Environment {
  const paths = [login['PATH'], own['PATH']].flatMap((path) => (path ?? '').split(delimiter)).filter((folder) => folder !== '');
  return { ...login, ...own, PATH: [...new Set(paths)].join(delimiter) };
}
