import { afterAll, describe, expect, it } from 'vitest';
import type { KubeObject } from '../../../shared/model/kube.ts';
import { createLuaRunner } from '../scripts/index.ts';
import type { LuaRunner } from '../scripts/index.ts';
import type { Customizations } from './customizations.ts';
import type { ScriptedHealth } from './scriptedHealth.ts';
import { createScriptedHealth } from './scriptedHealth.ts';

const widget = (version: string, state: string, rest: KubeObject['metadata'] = {}): KubeObject => ({ apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name: 'a', uid: 'u', resourceVersion: version, ...rest }, state });
const SCRIPT = 'hs = {status = "Progressing", message = obj.state} if obj.state == "up" then hs.status = "Healthy" end return hs';

describe('health by scripts', () => {
  const lua = createLuaRunner(30_000);
  const hasty = createLuaRunner(300);
  afterAll(() => Promise.all([lua.close(), hasty.close()]));

  function withScript(script: string, runner = lua): { readonly health: ScriptedHealth; readonly runs: string[]; change(): Promise<void> } {
    const runs: string[] = [];
    // The real runner, counted.
    const counted: LuaRunner = { ...runner, run: (text, object) => (runs.push(object.metadata.resourceVersion ?? ''), runner.run(text, object)) };
    const customizations: Customizations = { health: (_group, kind) => (kind === 'Widget' || kind === 'Pod' ? script : undefined), actions: () => undefined };
    const health = createScriptedHealth(() => customizations, counted);
    return { health, runs, change: () => new Promise((resolve) => void health.subscribe(resolve)) };
  }

  it('waits for the first answer, and asks once for each version', async () => {
    const { health, runs } = withScript(SCRIPT);
    await health.answered([widget('1', 'up')]);
    expect([health.assess(widget('1', 'up')), health.assess(widget('1', 'up'))]).toEqual([{ status: 'Healthy', message: 'up' }, { status: 'Healthy', message: 'up' }]);
    expect(runs).toEqual(['1']);
  });

  it('keeps what it knew until the new answer is there, and tells it then', async () => {
    const { health, change } = withScript(SCRIPT);
    expect(health.assess(widget('1', 'up'))).toEqual({ status: 'Progressing', message: 'Its health script has not answered yet.' });
    await health.answered([widget('1', 'up')]);
    const changed = change();
    expect(health.assess(widget('2', 'down'))).toEqual({ status: 'Healthy', message: 'up' });
    await changed;
    expect(health.assess(widget('2', 'down'))).toEqual({ status: 'Progressing', message: 'down' });
  });

  it('asks again for what changed while it was asked', async () => {
    const { health, runs, change } = withScript(SCRIPT);
    health.assess(widget('1', 'one'));
    health.assess(widget('2', 'two'));
    health.assess(widget('3', 'three'));
    await change();
    await change();
    expect(runs).toEqual(['1', '3']);
    expect(health.assess(widget('3', 'three'))).toEqual({ status: 'Progressing', message: 'three' });
  });

  it('judges the very version that is asked about, whatever is asked about beside it', async () => {
    const { health } = withScript(SCRIPT);
    health.assess(widget('1', 'one'));
    const answers = await Promise.all([health.judge(widget('2', 'up')), health.judge(widget('3', 'three'))]);
    expect(answers).toEqual([
      { status: 'Healthy', message: 'up' },
      { status: 'Progressing', message: 'three' },
    ]);
  });

  it.each<[string, string, string]>([
    ['that does not end', 'while true do end', 'Its health script failed: It took longer than 0.3 s.'],
    ['that fails', 'error("no")', 'Its health script failed: line 1: no'],
    ['that returns no table', 'return 1', 'Its health script returned no table.'],
    ['that knows another word', 'return {status = "Fine"}', 'Lua returned an invalid health status'],
  ])('a script %s: Unknown, with why, and not tried again for this version', async (_what, script, message) => {
    const { health, runs } = withScript(script, script.startsWith('while') ? hasty : lua);
    await health.answered([widget('1', 'x')]);
    await health.answered([widget('1', 'x')]);
    expect(health.assess(widget('1', 'x'))).toEqual({ status: 'Unknown', message });
    expect(runs).toEqual(['1']);
  });

  it('a script comes before a rule, and what goes is Progressing without one', async () => {
    const { health, runs } = withScript(SCRIPT);
    const pod: KubeObject = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a', uid: 'p', resourceVersion: '1' }, state: 'up', status: { phase: 'Failed' } };
    await health.answered([pod]);
    expect(health.assess(pod)?.status).toBe('Healthy');
    expect(health.assess(widget('1', 'up', { deletionTimestamp: 't' }))).toEqual({ status: 'Progressing', message: 'Pending deletion' });
    expect(health.assess({ apiVersion: 'batch/v1', kind: 'Job', metadata: {}, status: { conditions: [{ type: 'Complete', status: 'True' }] } })?.status).toBe('Healthy');
    expect(runs).toEqual(['1']);
  });
});
