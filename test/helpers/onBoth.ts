import { randomBytes } from 'node:crypto';
import { rm, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import type { Sandbox } from '../../electron/sandbox/index.ts';
import { startSandbox } from '../../electron/sandbox/index.ts';
import { runKubectl } from '../cluster/kubectl.ts';
import type { KubectlOptions } from '../cluster/kubectl.ts';
import type { describeCluster } from '../cluster/use.ts';
import { useCluster } from '../cluster/use.ts';

/** The cluster that a suite runs on: the real control plane, or a sandbox of the suite's own. */
export interface UnderTest {
  readonly kind: 'sandbox' | 'control plane';
  readonly kubeconfig: string;
  readonly context: string;
  kubectl(args: readonly string[], options?: KubectlOptions): Promise<string>;
  /** Creates a namespace `<prefix>-<random>`, waits until pods can be created in it, and returns its name. */
  newNamespace(prefix: string): Promise<string>;
}

/**
 * Declares a suite twice, for each cluster once; where they differ the sandbox is wrong. Both want kubectl, which comes
 * with the control plane. A test file must import test/cluster/use.ts itself and hand its `describeCluster` in.
 */
export function describeOnBoth(name: string, describeSuite: typeof describeCluster, suite: (cluster: () => UnderTest) => void): void {
  describeSuite(`${name}, on the control plane`, () => suite(() => underTest('control plane', useCluster())));
  describeSuite(`${name}, on the sandbox`, () => {
    let opened: { readonly sandbox: Sandbox; readonly folder: string } | undefined;
    beforeAll(async () => {
      const folder = await mkdtemp(join(tmpdir(), 'drydock-sandbox-'));
      opened = { folder, sandbox: await startSandbox({ folder }) };
    });
    afterAll(async () => {
      await opened?.sandbox.close();
      if (opened !== undefined) await rm(opened.folder, { recursive: true, force: true, maxRetries: 3 });
    });
    suite(() => {
      if (opened === undefined) throw new Error('The sandbox is there only inside tests.');
      return underTest('sandbox', opened.sandbox);
    });
  });
}

function underTest(kind: UnderTest['kind'], { kubeconfig, context }: { readonly kubeconfig: string; readonly context: string }): UnderTest {
  const kubectl: UnderTest['kubectl'] = (args, options) => runKubectl({ kubectl: useCluster().kubectl, kubeconfig, context }, args, options);
  return {
    kind,
    kubeconfig,
    context,
    kubectl,
    async newNamespace(prefix) {
      const name = `${prefix}-${randomBytes(4).toString('hex')}`;
      await kubectl(['create', 'namespace', name]);
      await kubectl(['wait', '--for=create', 'serviceaccount/default', '-n', name, '--timeout=30s']);
      return name;
    },
  };
}
