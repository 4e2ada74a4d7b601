import { execFile } from 'node:child_process';
import { DrydockError } from '../../shared/model/errors.ts';

/** The parts of a `TestCluster` that kubectl needs. */
export interface KubectlTarget {
  readonly kubectl: string;
  readonly kubeconfig: string;
  readonly context: string;
}

export interface KubectlOptions {
  /** What kubectl reads on its standard input (`-f -`). */
  readonly input?: string;
}

/** Runs kubectl on a cluster and resolves to its standard output. Throws with what it said if it fails. */
export function runKubectl(
  target: KubectlTarget,
  args: readonly string[],
  options: KubectlOptions = {},
): Promise<string> {
  const whole = ['--kubeconfig', target.kubeconfig, '--context', target.context, ...args];
  return new Promise((resolve, reject) => {
    const child = execFile(target.kubectl, whole, { maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else {
        const said = stderr.trim() === '' ? error.message : stderr.trim();
        reject(new DrydockError('cluster-failed', `kubectl ${args.join(' ')}: ${said}`, { cause: error }));
      }
    });
    // kubectl may fail before it has read its input; its exit tells why.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(options.input ?? '');
  });
}
