import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLuaRunner } from '../scripts/index.ts';
import type { HealthCase } from './healthTest.ts';
import { testHealthScripts } from './healthTest.ts';

const WIDGET = 'hs = {} if obj.status ~= nil and obj.status.ready then hs.status = "Healthy" hs.message = "up" else hs.status = "Progressing" end return hs';
const expecting = (...cases: readonly [status: string, message: string | undefined, input: string][]) =>
  JSON.stringify({ tests: cases.map(([status, message, inputPath]) => ({ healthStatus: { status, ...(message === undefined ? {} : { message }) }, inputPath })) });
const widget = (ready: boolean) => `apiVersion: example.com/v1\nkind: Widget\nmetadata:\n  name: a\nstatus:\n  ready: ${ready}\n`;

describe('the cases of health scripts', () => {
  const lua = createLuaRunner(3_000);
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'drydock-cases-'));
  });
  afterAll(async () => {
    await lua.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function run(files: Readonly<Record<string, string>>): Promise<readonly HealthCase[]> {
    await rm(folder, { recursive: true, force: true });
    for (const [name, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), text);
    }
    const cases: HealthCase[] = [];
    await testHealthScripts(folder, lua, (result) => cases.push(result));
    return cases;
  }

  it('pass where status and message are as expected, and else say what they are', async () => {
    const at = 'example.com/Widget';
    expect(
      await run({
        [`${at}/health.lua`]: WIDGET,
        [`${at}/health_test.yaml`]: expecting(['Healthy', 'up', 'testdata/up.yaml'], ['Progressing', undefined, 'testdata/down.yaml'], ['Healthy', undefined, 'testdata/up.yaml'], ['Degraded', 'x', 'testdata/down.yaml'], ['Healthy', undefined, 'testdata/none.yaml'], ['Healthy', undefined, 'testdata/odd.yaml']),
        [`${at}/testdata/up.yaml`]: widget(true),
        [`${at}/testdata/down.yaml`]: widget(false),
        [`${at}/testdata/odd.yaml`]: 'a: 1',
      }),
    ).toEqual([
      { name: `${at}/testdata/up.yaml` },
      { name: `${at}/testdata/down.yaml` },
      { name: `${at}/testdata/up.yaml`, problem: 'expected Healthy, and got Healthy "up"' },
      { name: `${at}/testdata/down.yaml`, problem: 'expected Degraded "x", and got Progressing' },
      { name: `${at}/testdata/none.yaml`, problem: expect.stringContaining('the input cannot be read: ENOENT') },
      { name: `${at}/testdata/odd.yaml`, problem: 'the input is no object of Kubernetes' },
    ]);
  });

  it('fail where the script does, and where its cases cannot be read; the others go on', async () => {
    expect(
      await run({
        'a/Loop/health.lua': 'while true do end',
        'a/Loop/health_test.yaml': expecting(['Healthy', undefined, 'x.yaml']),
        'a/Loop/x.yaml': widget(true),
        'b/None/health.lua': WIDGET,
        'c/Wrong/health.lua': WIDGET,
        'c/Wrong/health_test.yaml': 'tests: [{inputPath: 1}]',
        'd/Good/health.lua': WIDGET,
        'd/Good/health_test.yaml': expecting(['Healthy', 'up', 'x.yaml']),
        'd/Good/x.yaml': widget(true),
      }),
    ).toEqual([
      { name: 'a/Loop/x.yaml', problem: 'expected Healthy, and got Unknown "Its health script failed: It took longer than 3 s."' },
      { name: 'b/None/health_test.yaml', problem: expect.stringContaining('it cannot be read: ENOENT') },
      { name: 'c/Wrong/health_test.yaml', problem: expect.stringContaining('tests.0.inputPath') },
      { name: 'd/Good/x.yaml' },
    ]);
  });

  it('that are none are no success', async () => {
    await expect(run({ 'example.com/Widget/action.lua': '' })).rejects.toMatchObject({ code: 'usage', message: expect.stringContaining('there is no health.lua below') });
  });
});
