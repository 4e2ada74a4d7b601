/** What the API server warns of stands in the plan and in the record. Control plane only: the sandbox warns of nothing. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeCluster, newNamespace, useCluster } from '../cluster/use.ts';
import { commitFiles } from '../helpers/git.ts';
import type { Workspace } from '../helpers/workspace.ts';
import { createWorkspace, MANUAL } from '../helpers/workspace.ts';

const deployment = (replicas: number) => `apiVersion: apps/v1
kind: Deployment
metadata: {name: old-fashioned}
spec:
  replicas: ${replicas}
  selector: {matchLabels: {app: a}}
  template:
    metadata: {labels: {app: a}}
    spec:
      nodeSelector: {beta.kubernetes.io/os: linux}
      containers: [{name: a, image: a}]
`;
const WARNS = /the server warns: .*beta\.kubernetes\.io\/os.*deprecated/;

describeCluster('warnings of the server', () => {
  let workspace: Workspace;
  beforeAll(async () => {
    workspace = await createWorkspace('warnings', { ...useCluster(), newNamespace });
  });
  afterAll(() => workspace.close());

  it.each([1, 2])('are in the plan of the object, and in what became of it: %i', async (replicas) => {
    await commitFiles(workspace.repository, { 'a.yaml': deployment(replicas) }, `replicas ${replicas}`);
    const plan = await workspace.engine.plan('app', MANUAL);
    expect(plan.items[0]?.notes).toContainEqual(expect.stringMatching(WARNS));
    const operation = await workspace.engine.sync(plan);
    expect(operation.results[0]).toMatchObject({ status: 'Synced', message: expect.stringMatching(replicas === 1 ? /^created; the server warns/ : /^configured; the server warns/) });
    expect(operation.results[0]?.message).toMatch(WARNS);
  });
});
