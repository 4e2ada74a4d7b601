import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../../shared/model/kube.ts';
import { keyOf } from '../../../shared/model/kube.ts';
import type { PlanOperation } from '../../../shared/model/plan.ts';
import type { SyncPhase } from '../../../shared/model/steps.ts';
import type { Row } from './rows.ts';
import { inSteps } from './steps.ts';

interface Given {
  readonly operation: PlanOperation;
  readonly kind?: string;
  readonly wave?: number;
  readonly phase?: SyncPhase;
  readonly skipped?: boolean;
  readonly last?: boolean;
}

/** One row; its name is what it is called in the expected lines. */
function given(name: string, { operation, kind = 'ConfigMap', wave = 0, phase, skipped = false, last = false }: Given) {
  const annotations = { 'argocd.argoproj.io/sync-wave': String(wave), ...(last ? { last: 'yes' } : {}) };
  const object: KubeObject = { apiVersion: kind === 'Deployment' ? 'apps/v1' : 'v1', kind, metadata: { name, annotations } };
  const diff = { basis: 'proof', changes: [] } as const;
  const row: Row = {
    key: keyOf(object),
    apiVersion: object.apiVersion,
    finding: operation === 'prune' ? 'extra' : operation === 'create' ? 'new' : phase === undefined ? 'same' : 'hook',
    ...(operation === 'prune' ? { live: object } : { desired: object }),
    ownership: { kind: 'ours' },
    diff,
    takesOver: [],
    notes: [],
    ...(phase === undefined ? {} : { hook: { phase, policies: ['BeforeHookCreation'] } }),
  };
  return { row, item: { key: row.key, apiVersion: row.apiVersion, operation, diff, notes: [], ...(skipped ? { skipped } : {}) } };
}

const lines = (rows: readonly (readonly [string, Given])[]) =>
  inSteps(
    rows.map(([name, how]) => given(name, how)),
    { namespace: 'home', prunesLast: (row) => row.live?.metadata.annotations?.['last'] === 'yes' },
  ).map(({ key, phase = 'Sync', wave = 0, operation }) => `${phase} ${wave} ${operation} ${key.name}`);

describe('the steps of a plan', () => {
  it('phases, then waves, then kinds, then names', () => {
    expect(
      lines([
        ['fails', { operation: 'hook', phase: 'SyncFail' }],
        ['b', { operation: 'create' }],
        ['after', { operation: 'hook', phase: 'PostSync', wave: -3 }],
        ['web', { operation: 'create', kind: 'Deployment' }],
        ['before', { operation: 'hook', phase: 'PreSync', wave: 2 }],
        ['late', { operation: 'create', wave: 1 }],
        ['early', { operation: 'create', wave: -1 }],
        ['during', { operation: 'hook', phase: 'Sync' }],
        ['a', { operation: 'unchanged' }],
      ]),
    ).toEqual(['PreSync 2 hook before', 'Sync -1 create early', 'Sync 0 unchanged a', 'Sync 0 create b', 'Sync 0 hook during', 'Sync 0 create web', 'Sync 1 create late', 'PostSync -3 hook after', 'SyncFail 0 hook fails']);
  });

  it('deletions run backwards through their waves, and come first in each; what is left does not count', () => {
    expect(
      lines([
        ['p0', { operation: 'prune', wave: 0 }],
        ['p2', { operation: 'prune', wave: 2 }],
        ['p5', { operation: 'prune', wave: 5 }],
        ['left', { operation: 'prune', wave: 9, skipped: true }],
        ['a', { operation: 'create', wave: 0 }],
        ['b', { operation: 'create', wave: 5 }],
      ]),
    ).toEqual(['Sync 0 prune p5', 'Sync 0 create a', 'Sync 2 prune p2', 'Sync 5 prune p0', 'Sync 5 create b', 'Sync 9 prune left']);
  });

  it('what is deleted last has a wave after all others of Sync, and before PostSync', () => {
    expect(
      lines([
        ['p', { operation: 'prune', wave: -4, last: true }],
        ['q', { operation: 'prune', wave: 1 }],
        ['a', { operation: 'create', wave: 3 }],
        ['post', { operation: 'hook', phase: 'PostSync', wave: 7 }],
      ]),
    ).toEqual(['Sync -4 prune q', 'Sync 3 create a', 'Sync 4 prune p', 'PostSync 7 hook post']);
  });

  it('the destination’s namespace, where it is new, comes before everything that happens', () => {
    expect(lines([['home', { operation: 'create', kind: 'Namespace' }], ['other', { operation: 'create', kind: 'Namespace' }], ['pre', { operation: 'hook', phase: 'PreSync', wave: 1 }]])).toEqual(['PreSync 1 create home', 'PreSync 1 hook pre', 'Sync 0 create other']);
    expect(lines([['home', { operation: 'create', kind: 'Namespace', wave: 4 }], ['a', { operation: 'unchanged', wave: -1 }], ['b', { operation: 'create', wave: 2 }]])).toEqual(['Sync -1 unchanged a', 'Sync 2 create home', 'Sync 2 create b']);
    expect(lines([['home', { operation: 'unchanged', kind: 'Namespace' }], ['b', { operation: 'create', wave: -2 }]])).toEqual(['Sync -2 create b', 'Sync 0 unchanged home']);
  });
});
