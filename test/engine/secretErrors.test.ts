/** What the server says about a broken Secret quotes its values; nothing of ours may repeat them. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { stringifyJson } from '../../shared/model/json.ts';
import { describeCluster } from '../cluster/use.ts';
import { describeOnBoth } from '../helpers/onBoth.ts';
import { commitFiles } from '../helpers/git.ts';
import type { Workspace } from '../helpers/workspace.ts';
import { createWorkspace, MANUAL } from '../helpers/workspace.ts';

describeOnBoth('a Secret that the server refuses', describeCluster, (cluster) => {
  let workspace: Workspace;
  beforeAll(async () => {
    workspace = await createWorkspace('secret-errors', cluster());
  });
  afterAll(() => workspace.close());

  it.each([
    ['a number in data', 'data:\n  password: 7654321\n', '7654321'],
    ['a number in stringData', 'stringData:\n  password: 7654321\n', '7654321'],
    ['a map for a value', 'stringData:\n  password:\n    nested: hunter2secret\n', 'hunter2secret'],
    ['text for all of data', 'data: hunter2secret\n', 'hunter2secret'],
    ['no base64', 'data:\n  password: hunter2-secret!\n', 'hunter2-secret!'],
  ])('%s: blocked, and its value nowhere', async (_what, body, value) => {
    await commitFiles(workspace.repository, { 's.yaml': `apiVersion: v1\nkind: Secret\nmetadata:\n  name: s\n${body}` }, 'broken');
    const plan = await workspace.engine.plan('app', MANUAL);
    expect(plan.items.map((item) => item.operation)).toEqual(['blocked']);
    expect(plan.items[0]?.blocked?.message).toMatch(/Secret .*\/s/);
    const refused: unknown = await workspace.engine.sync(plan).catch((error: unknown) => error);
    const view = await workspace.engine.view('app', 'known');
    expect(stringifyJson([plan, String(refused), view])).not.toContain(value);
  });
});
