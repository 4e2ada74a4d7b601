import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { DrydockError } from '../../shared/model/errors.ts';
import { firstExecutable, resolveBinaries } from './binaries.ts';
import type { TestCluster } from './types.ts';

const run = promisify(execFile);

/**
 * The cluster behind a context of the tester's own (kind, minikube), chosen by DRYDOCK_TEST_CONTEXT from what KUBECONFIG
 * or ~/.kube/config says; undefined if it is not set. The context is copied into a kubeconfig of its own, so that
 * nothing a test does can reach another one. Throws a `DrydockError` if it does not exist or does not answer.
 */
export async function existingCluster(log: (line: string) => void): Promise<TestCluster | undefined> {
  const context = process.env['DRYDOCK_TEST_CONTEXT'];
  if (context === undefined || context === '') return undefined;
  const onPath = (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, 'kubectl'));
  const kubectl = (await firstExecutable(onPath)) ?? (await resolveBinaries(log)).paths.kubectl;
  const folder = await mkdtemp(join(tmpdir(), 'drydock-context-'));
  const stop = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    const view = ['config', 'view', '--raw', '--minify', '--flatten', '-o', 'json', '--context', context];
    const config = (await run(kubectl, view)).stdout;
    const kubeconfig = join(folder, 'kubeconfig');
    await writeFile(kubeconfig, config, { mode: 0o600 });
    const { clusters } = JSON.parse(config) as { clusters: { cluster: { server: string } }[] };
    const answer = await run(kubectl, ['--kubeconfig', kubeconfig, 'version', '-o', 'json', '--request-timeout=20s']);
    const { serverVersion } = JSON.parse(answer.stdout) as { serverVersion: { gitVersion: string } };
    log(`Using the context ${context} (${serverVersion.gitVersion}), which DRYDOCK_TEST_CONTEXT names.`);
    return {
      kubeconfig,
      context,
      server: clusters[0]?.cluster.server ?? '',
      kubectl,
      version: serverVersion.gitVersion,
      apiServer: undefined,
      stop,
    };
  } catch (error) {
    await stop();
    const said = error instanceof Error ? error.message.trim() : String(error);
    throw new DrydockError('cluster-unreachable', `The context ${context} cannot be used: ${said}`, {
      hint: 'DRYDOCK_TEST_CONTEXT must name a context that kubectl can reach; unset it to get a cluster made for the tests.',
      cause: error,
    });
  }
}
