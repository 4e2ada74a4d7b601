import { readFile } from 'node:fs/promises';
import type { TestProject } from 'vitest/node';
import { errorShape } from '../../shared/model/errors.ts';
import { startCluster, type TestCluster } from './index.ts';

/** What tests are given: a running cluster's data, or why there is none. */
export type ProvidedCluster =
  | {
      readonly kubeconfig: string;
      readonly context: string;
      readonly server: string;
      readonly kubectl: string;
      readonly version: string;
    }
  | { readonly unavailable: string };

declare module 'vitest' {
  export interface ProvidedContext {
    cluster: ProvidedCluster;
  }
}

/**
 * Vitest's global setup: one cluster per run, started only if a test file of the run imports use.ts, so that a run of
 * unit tests alone stays quick. Where none can be had the run fails if CI or DRYDOCK_REQUIRE_CLUSTER=1 says that it
 * matters, and goes on without those suites otherwise.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  let cluster: TestCluster | undefined;
  const provide = async (paths: readonly string[]): Promise<void> => {
    if (cluster !== undefined) return;
    if (!(await anyUsesCluster(paths))) {
      project.provide('cluster', { unavailable: 'no file of this run imports test/cluster/use.ts itself' });
      return;
    }
    try {
      cluster = await startCluster({ log: (line) => void process.stderr.write(`[cluster] ${line}\n`) });
      const { kubeconfig, context, server, kubectl, version } = cluster;
      project.provide('cluster', { kubeconfig, context, server, kubectl, version });
    } catch (error) {
      if (required()) throw error;
      const { message, hint } = errorShape(error);
      const reason = hint === undefined ? message : `${message} ${hint}`;
      process.stderr.write(`[cluster] Suites that need a cluster are skipped: ${reason}\n`);
      project.provide('cluster', { unavailable: reason });
    }
  };
  await provide(project.vitest.state.getPaths());
  // In watch mode a later run may be the first that needs one.
  project.onTestsRerun((specifications) => provide(specifications.map((each) => each.moduleId)));
  return async () => cluster?.stop();
}

function required(): boolean {
  return [process.env['CI'], process.env['DRYDOCK_REQUIRE_CLUSTER']].some(
    (value) => value !== undefined && !['', '0', 'false'].includes(value),
  );
}

async function anyUsesCluster(paths: readonly string[]): Promise<boolean> {
  const uses = await Promise.all(
    paths.map(async (path) => /from '(?:[^']*\/cluster|\.)\/use\.ts'/.test(await readFile(path, 'utf8'))),
  );
  return uses.includes(true);
}
