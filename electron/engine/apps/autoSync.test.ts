import { describe, expect, it } from 'vitest';
import type { SyncPolicy } from '../../../shared/model/application.ts';
import { applicationSpecSchema, syncPolicyOf } from '../../../shared/model/application.ts';
import { settingsSchema } from '../../../shared/model/settings.ts';
import type { ApplicationView, ResourceStatus, SyncStatus } from '../../../shared/model/view.ts';
import type { Attempts, AutoSyncDecision } from './autoSync.ts';
import { decideAutoSync, EMPTY_ATTEMPTS } from './autoSync.ts';

const SPEC = { source: { repoURL: 'https://x', path: '.' }, destination: { name: 'kind', namespace: 'n' } };
const { selfHeal } = settingsSchema.parse({});
const policy = (automated: object | undefined, retry?: object): SyncPolicy => syncPolicyOf(applicationSpecSchema.parse({ ...SPEC, syncPolicy: { automated, retry } }));
const AUTO = policy({});
const HEAL = policy({ selfHeal: true });
const HEAL_ONLY: SyncPolicy = { ...policy(undefined), selfHeal: true };

interface Seen {
  readonly sync?: SyncStatus;
  readonly revision?: string | null;
  readonly resources?: readonly Partial<ResourceStatus>[];
  readonly history?: readonly { readonly revision: string; readonly path?: string }[];
  /** The last operation, and when it began. */
  readonly operation?: { readonly automated: boolean; readonly at: number };
}

function view({ sync = 'OutOfSync', revision = 'r1', resources = [{ status: 'OutOfSync' }], history = [], operation }: Seen = {}): ApplicationView {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name: 'app', uid: 'u' },
    spec: applicationSpecSchema.parse(SPEC),
    status: {
      sync: { status: sync, ...(revision === null ? {} : { revision }) },
      health: { status: 'Healthy' },
      resources: resources.map((resource) => ({ version: 'v1', kind: 'ConfigMap', name: 'a', status: 'Synced', ...resource })),
      history: history.map((entry, id) => ({ id, revision: entry.revision, deployStartedAt: '', deployedAt: '', source: { repoURL: 'https://x', path: entry.path ?? '.' }, initiatedBy: {} })),
      conditions: [],
      ...(operation === undefined
        ? {}
        : { operationState: { id: 'o', kind: 'sync' as const, planId: 'p', total: 1, initiatedBy: { username: 'u', automated: operation.automated }, phase: 'Succeeded' as const, message: '', startedAt: new Date(operation.at).toISOString(), syncResult: { revision: revision ?? '', resources: [] } } }),
    },
  };
}

interface Situation {
  readonly policy?: SyncPolicy;
  readonly seen?: Seen;
  readonly attempts?: Attempts;
  readonly now?: number;
  readonly parameters?: string;
}

const decide = ({ policy: chosen = AUTO, seen = {}, attempts = EMPTY_ATTEMPTS, now = 0, parameters = 'p' }: Situation = {}): AutoSyncDecision =>
  decideAutoSync({ view: view(seen), policy: chosen, parameters, attempts, now, selfHeal });

/** What one attempt leaves behind. */
function after(decision: AutoSyncDecision, succeeded: boolean, now: number): Attempts {
  if (decision.action !== 'sync') throw new Error(`no sync, but ${decision.action}`);
  return decision.after(succeeded, now);
}

const EXTRA = { status: 'OutOfSync', requiresPruning: true } as const;

describe('whether to sync', () => {
  it.each<[string, Situation, AutoSyncDecision['action']]>([
    ['out of sync', {}, 'sync'],
    ['in sync', { seen: { sync: 'Synced' } }, 'none'],
    ['unknown', { seen: { sync: 'Unknown' } }, 'none'],
    ['no revision', { seen: { revision: null } }, 'none'],
    ['not automated', { policy: policy(undefined) }, 'none'],
    ['turned off', { policy: policy({ enabled: false, prune: true }) }, 'none'],
    ['only extra objects, no pruning', { seen: { resources: [EXTRA, { status: 'Synced' }] } }, 'none'],
    ['only extra objects, pruning', { policy: policy({ prune: true }), seen: { resources: [EXTRA] } }, 'sync'],
    ['extra objects and a change', { seen: { resources: [EXTRA, { status: 'OutOfSync' }] } }, 'sync'],
    ['self-heal alone, a revision never synced', { policy: HEAL_ONLY }, 'none'],
    ['self-heal alone, drift', { policy: HEAL_ONLY, seen: { history: [{ revision: 'r1' }] } }, 'sync'],
    ['after a restart, this revision was synced', { seen: { history: [{ revision: 'r1' }] } }, 'none'],
    ['after a restart, this revision was synced, self-heal', { policy: HEAL, seen: { history: [{ revision: 'r1' }] } }, 'sync'],
    ['after a restart, another revision was synced', { seen: { history: [{ revision: 'r0' }] } }, 'sync'],
    ['after a restart, an older one was this revision', { seen: { history: [{ revision: 'r1' }, { revision: 'r0' }] } }, 'sync'],
    ['after a restart, this revision from another path', { seen: { history: [{ revision: 'r1', path: 'other' }] } }, 'sync'],
    ['only extra objects, self-heal without pruning', { policy: HEAL, seen: { history: [{ revision: 'r1' }], resources: [EXTRA] } }, 'none'],
  ])('%s', (_what, situation, action) => {
    expect(decide(situation).action).toBe(action);
  });

  it('says why', () => {
    expect(decide({ seen: { revision: '0123456789' } })).toMatchObject({ why: 'new revision 0123456' });
    expect(decide({ policy: HEAL, seen: { history: [{ revision: 'r1' }] } })).toMatchObject({ why: 'the cluster drifted from Git' });
  });
});

describe('once per revision and parameters', () => {
  const done = after(decide(), true, 0);
  it.each<[string, Situation, AutoSyncDecision['action']]>([
    ['the same again', {}, 'none'],
    ['another revision', { seen: { revision: 'r2' } }, 'sync'],
    ['other parameters', { parameters: 'q' }, 'sync'],
  ])('%s', (_what, situation, action) => {
    expect(decide({ ...situation, attempts: done, now: 1 }).action).toBe(action);
  });

  it('counts the failures of a revision anew with the next one', () => {
    const failed = after(decide(), false, 0);
    const next = decide({ attempts: failed, seen: { revision: 'r2' } });
    expect(next).toMatchObject({ action: 'sync', why: 'new revision r2' });
    expect(after(next, false, 0)).toMatchObject({ failures: 1, notBefore: 5_000 });
  });
});

/** Lets every attempt fail, each as soon as it may; the waits between them in seconds, until none is made any more. */
function waits(chosen: SyncPolicy, most: number): number[] {
  const found: number[] = [];
  let now = 1_000;
  let attempts = after(decide({ policy: chosen, now }), false, now);
  while (found.length < most) {
    const decision = decide({ policy: chosen, attempts, now });
    if (decision.action === 'none') break;
    if (decision.action !== 'wait') throw new Error('did not wait');
    expect(decide({ policy: chosen, attempts, now: now + decision.waitMs - 1 })).toMatchObject({ action: 'wait', waitMs: 1 });
    now += decision.waitMs;
    found.push(decision.waitMs / 1_000);
    attempts = after(decide({ policy: chosen, attempts, now }), false, now);
  }
  return found;
}

describe('retries', () => {
  it.each<[string, object | undefined, number[]]>([
    ['by default five, 5 s x 2', undefined, [5, 10, 20, 40, 80]],
    ['capped at three minutes', { limit: 8 }, [5, 10, 20, 40, 80, 160, 180, 180]],
    ['as said', { limit: 3, backoff: { duration: '1s', factor: 3, maxDuration: '5s' } }, [1, 3, 5]],
    ['none', { limit: 0 }, []],
    ['without end', { limit: -1, backoff: { duration: '1m' } }, [60, 120, 180, 180, 180, 180, 180, 180, 180]],
  ])('%s', (_what, retry, expected) => {
    const chosen = policy({}, retry);
    expect(waits(chosen, retry !== undefined && 'limit' in retry && Number(retry.limit) < 0 ? 9 : 20)).toEqual(expected);
  });

  it('say which one it is', () => {
    const failed = after(decide(), false, 0);
    expect(decide({ attempts: failed, now: 5_000 })).toMatchObject({ why: 'retry 1 of 5' });
    expect(decide({ policy: policy({}, { limit: -1 }), attempts: failed, now: 5_000 })).toMatchObject({ why: 'retry 1' });
  });

  it('end with a success', () => {
    const failed = after(decide(), false, 0);
    const done = after(decide({ attempts: failed, now: 5_000 }), true, 5_000);
    expect(done).toMatchObject({ failures: 0 });
    expect(decide({ attempts: done, now: 5_001 }).action).toBe('none');
  });

  it('that are used up leave drift to self-heal no more than before', () => {
    let attempts = after(decide({ policy: HEAL }), false, 0);
    for (let now = 0; ; ) {
      const decision = decide({ policy: HEAL, attempts, now });
      if (decision.action === 'none') break;
      if (decision.action === 'wait') now += decision.waitMs;
      else attempts = after(decision, false, now);
    }
    expect(attempts.failures).toBe(6);
  });
});

describe('a sync that a person stopped', () => {
  const decision = decide();
  const stopped = decision.action === 'sync' ? decision.stopped(5_000) : EMPTY_ATTEMPTS;
  it.each<[string, Situation, AutoSyncDecision['action']]>([
    ['is not tried again', {}, 'held'],
    ['nor by self-heal', { policy: HEAL }, 'held'],
    ['nor ever', { now: 1e9 }, 'held'],
    ['but with another revision', { seen: { revision: 'r2' } }, 'sync'],
    ['or other parameters', { parameters: 'q' }, 'sync'],
    ['its own operation does not count', { seen: { operation: { automated: true, at: 4_000 } } }, 'held'],
    ['after a person synced: drift is corrected again', { policy: HEAL, seen: { history: [{ revision: 'r1' }], operation: { automated: false, at: 6_000 } } }, 'sync'],
    ['what is in sync needs nothing', { seen: { sync: 'Synced' } }, 'none'],
  ])('%s', (_what, situation, action) => {
    expect(decide({ attempts: stopped, now: 10_000, ...situation }).action).toBe(action);
  });
});

describe('self-heal', () => {
  const synced = after(decide({ policy: HEAL }), true, 0);

  /** The pauses in seconds before the next corrections, when drift comes back at once each time. */
  function pauses(count: number, succeeded = true): number[] {
    const found: number[] = [];
    let now = 1_000;
    let attempts = after(decide({ policy: HEAL, attempts: synced, now }), succeeded, now);
    for (let index = 0; index < count; index++) {
      const decision = decide({ policy: HEAL, attempts, now });
      if (decision.action !== 'wait') throw new Error('did not wait');
      found.push(decision.waitMs / 1_000);
      now += decision.waitMs;
      attempts = after(decide({ policy: HEAL, attempts, now }), succeeded, now);
    }
    return found;
  }

  it('is at once at first, then after 2 s x 3 up to 300 s', () => {
    expect(decide({ policy: HEAL, attempts: synced, now: 1 }).action).toBe('sync');
    expect(pauses(2)).toEqual([2, 6]);
    // Failures are not undone by anybody, so they go on.
    expect(pauses(8, false)).toEqual([2, 6, 18, 54, 162, 300, 300, 300]);
  });

  /** Corrections at these times, each undone before the next; what is decided at the time after them. */
  function undone(times: readonly number[], then: number, seen: Seen = {}): AutoSyncDecision {
    let attempts = synced;
    for (const now of times) attempts = after(decide({ policy: HEAL, attempts, now }), true, now);
    return decide({ policy: HEAL, attempts, now: then, seen });
  }
  const MINUTE = 60_000;

  it.each<[string, readonly number[], number, AutoSyncDecision['action']]>([
    ['two corrections undone', [1, 3_000], 20_000, 'sync'],
    ['three in ten minutes: held, and at once', [1 * MINUTE, 3 * MINUTE, 5 * MINUTE], 5 * MINUTE + 1, 'held'],
    ['three in ten minutes, to the last moment', [1 * MINUTE, 3 * MINUTE, 5 * MINUTE], 11 * MINUTE, 'held'],
    ['three in more than ten', [1 * MINUTE, 6 * MINUTE, 10 * MINUTE], 11 * MINUTE + 1, 'sync'],
    ['many, slowly', [0, 5, 10, 15, 20, 25, 30].map((minute) => minute * MINUTE), 36 * MINUTE, 'sync'],
  ])('%s', (_what, times, then, action) => {
    expect(undone(times, then)).toMatchObject({ action, ...(action === 'held' ? { why: 'undone' } : {}) });
  });

  it('that is held stays so until the drift is gone, a new revision, other parameters, or a person', () => {
    const held = undone([1, 3_000, 10_000], 20_000);
    const later = (situation: Situation) => decide({ policy: HEAL, attempts: held.attempts, now: 9 * MINUTE, ...situation });
    expect(later({}).action).toBe('held');
    expect(later({ now: 900 * MINUTE }).action).toBe('held');
    expect(later({ seen: { revision: 'r2' } })).toMatchObject({ action: 'sync', why: 'new revision r2' });
    expect(later({ parameters: 'q', seen: { history: [{ revision: 'r1' }] } }).action).toBe('sync');
    const gone = later({ seen: { sync: 'Synced' } });
    expect(gone).toMatchObject({ action: 'none', attempts: { failures: 0, heals: 0 } });
    expect(decide({ policy: HEAL, attempts: gone.attempts, now: 10 * MINUTE }).action).toBe('sync');
    expect(later({ seen: { operation: { automated: false, at: 30_000 } } }).action).toBe('sync');
    expect(later({ seen: { operation: { automated: false, at: 19_999 } } }).action).toBe('held');
    expect(later({ seen: { operation: { automated: true, at: 30_000 } } }).action).toBe('held');
  });

  it('alone goes back to what was synced last, and not to a newer commit, nor against a rollback', () => {
    const alone = (history: Seen['history'] = [], attempts = EMPTY_ATTEMPTS) => decide({ policy: HEAL_ONLY, attempts, now: 20_000, seen: { revision: 'r2', history } });
    expect(alone([{ revision: 'r2' }]).action).toBe('sync');
    expect(alone([{ revision: 'r1' }]).action).toBe('none');
    const healed = after(alone([{ revision: 'r2' }]), true, 1);
    expect(alone([{ revision: 'r2' }, { revision: 'r1' }], healed).action).toBe('none');
  });

  it('is not done without it', () => {
    expect(decide({ attempts: synced, now: 1 }).action).toBe('none');
  });

  it('forgets after ten minutes without drift', () => {
    const healed = { ...synced, heals: 4, lastHealAt: 0, notBefore: 54_000 };
    const soon = after(decide({ policy: HEAL, attempts: healed, now: 599_000 }), true, 599_000);
    expect(soon).toMatchObject({ heals: 5, notBefore: 599_000 + 162_000 });
    const late = after(decide({ policy: HEAL, attempts: healed, now: 600_001 }), true, 600_001);
    expect(late).toMatchObject({ heals: 1, notBefore: 600_001 + 2_000 });
  });

  it('does not hold a new revision up', () => {
    const healing = after(decide({ policy: HEAL, attempts: synced, now: 1 }), true, 1);
    expect(decide({ policy: HEAL, attempts: healing, now: 2 }).action).toBe('wait');
    expect(decide({ policy: HEAL, attempts: healing, now: 2, seen: { revision: 'r2' } })).toMatchObject({ action: 'sync', why: 'new revision r2' });
  });
});
