import { describe, expect, it } from 'vitest';
import type { KubeObject } from './kube.ts';
import { badWaveOf, hookOf, isSkipped, stepKey, waveOf } from './steps.ts';

const annotated = (annotations: Readonly<Record<string, string>>): KubeObject => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', annotations } });
const argo = (name: string, value: string) => ({ [`argocd.argoproj.io/${name}`]: value });

describe('sync-wave', () => {
  it.each([
    [{}, 0, undefined],
    [argo('sync-wave', '3'), 3, undefined],
    [argo('sync-wave', ' -5 '), -5, undefined],
    [argo('sync-wave', '+2'), 2, undefined],
    [argo('sync-wave', '1.5'), 0, '1.5'],
    [argo('sync-wave', 'first'), 0, 'first'],
    [argo('sync-wave', ''), 0, ''],
    [{ 'drydock.dev/sync-wave': '7' }, 7, undefined],
    [{ ...argo('sync-wave', '3'), 'drydock.dev/sync-wave': '7' }, 7, undefined],
  ])('%j is %j', (annotations, wave, bad) => {
    expect([waveOf(annotated(annotations)), badWaveOf(annotated(annotations))]).toEqual([wave, bad]);
  });
});

describe('hook', () => {
  it.each([
    [{}, undefined],
    [argo('hook', 'Skip'), undefined],
    [argo('hook', 'PreSync'), { phases: ['PreSync'], deletion: [], policies: ['BeforeHookCreation'], ignored: [] }],
    [argo('hook', 'PostSync, PreSync'), { phases: ['PreSync', 'PostSync'], deletion: [], policies: ['BeforeHookCreation'], ignored: [] }],
    [argo('hook', 'PreSync,Skip'), { phases: ['PreSync'], deletion: [], policies: ['BeforeHookCreation'], ignored: [] }],
    [argo('hook', 'PostDelete'), { phases: [], deletion: ['PostDelete'], policies: ['BeforeHookCreation'], ignored: [] }],
    [argo('hook', 'PostDelete, PreSync,PreDelete'), { phases: ['PreSync'], deletion: ['PreDelete', 'PostDelete'], policies: ['BeforeHookCreation'], ignored: [] }],
    [argo('hook', 'presync'), { phases: [], deletion: [], policies: ['BeforeHookCreation'], ignored: ['presync'] }],
    [{ 'drydock.dev/hook': 'SyncFail', 'drydock.dev/hook-delete-policy': 'HookFailed,HookSucceeded' }, { phases: ['SyncFail'], deletion: [], policies: ['HookSucceeded', 'HookFailed'], ignored: [] }],
    [{ ...argo('hook', 'Sync'), ...argo('hook-delete-policy', 'Never') }, { phases: ['Sync'], deletion: [], policies: ['BeforeHookCreation'], ignored: [] }],
    [argo('hook', ''), { phases: [], deletion: [], policies: ['BeforeHookCreation'], ignored: [] }],
  ])('%j', (annotations, hook) => {
    expect(hookOf(annotated(annotations))).toEqual(hook);
  });

  it('Skip alone leaves an object out', () => {
    expect([isSkipped(annotated(argo('hook', 'Skip'))), isSkipped(annotated(argo('hook', 'Skip,Sync'))), isSkipped(annotated({}))]).toEqual([true, false, false]);
  });

  it('a hook of two phases has two rows', () => {
    const key = { group: 'batch', kind: 'Job', namespace: 'n', name: 'a' };
    expect([stepKey({ key }), stepKey({ key, phase: 'PreSync' })]).toEqual(['batch/Job/n/a', 'batch/Job/n/a PreSync']);
  });
});
