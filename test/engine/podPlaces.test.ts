/** Where the pods of a tree run, what they ask for, and why one runs nowhere. */
import { expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { podsByNode } from '../../shared/model/podsByNode.ts';
import type { Tree } from '../../shared/model/tree.ts';
import { describeCluster } from '../cluster/use.ts';
import { describeBoth, untilTold } from '../helpers/clusters.ts';
import { commitFiles } from '../helpers/git.ts';
import { MANUAL } from '../helpers/workspace.ts';
import { deployment } from '../story/mynginx.ts';

/** The story's Deployment, whose pods ask for something and wait for their gates. */
function gated(gates: readonly string[]): string {
  const object = parse(deployment({ replicas: 2 }));
  object.spec.template.spec.containers[0].resources = { requests: { cpu: '250m', memory: '32Mi' } };
  object.spec.template.spec.schedulingGates = gates.map((name) => ({ name }));
  return stringify(object);
}

describeBoth('places', describeCluster, {}, (bench) => {
  it('those that wait say why, and have a node once they may', async () => {
    const { engine, repository } = bench();
    const told = (holds: (tree: Tree) => boolean) => untilTold<Tree>((tell, signal) => engine.followTree('app', tell, signal), holds);
    const pods = ({ nodes }: Tree) => nodes.flatMap(({ pod }) => pod ?? []);
    await commitFiles(repository, { 'app.yaml': gated(['example.com/later']) }, 'gated');
    await engine.sync(await engine.plan('app', MANUAL));
    const waiting = await told((tree) => pods(tree).length === 2 && pods(tree).every(({ waits }) => waits !== undefined));
    expect(podsByNode(waiting)).toMatchObject([{ node: undefined, ready: 0, running: 2, cpuMillis: 500, memoryBytes: 64 * 1024 ** 2, pods: [{ pod: { waits: 'Scheduling is blocked due to non-empty scheduling gates', containers: 1 } }, {}] }]);
    await commitFiles(repository, { 'app.yaml': gated([]) }, 'open');
    await engine.sync(await engine.plan('app', MANUAL, 'fetch'));
    const running = await told((tree) => pods(tree).length === 2 && pods(tree).every(({ node, ready }) => node !== undefined && ready === 1));
    expect(podsByNode(running).reduce((sum, { ready }) => sum + ready, 0)).toBe(2);
  });
});
