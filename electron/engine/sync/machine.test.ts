import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../test/helpers/random.ts';
import type { SyncPhase } from '../../../shared/model/steps.ts';
import { SYNC_PHASES } from '../../../shared/model/steps.ts';
import type { Action, Fact, SeenState, SyncState, Task } from './machine.ts';
import { advance, beginSync, nextAction } from './machine.ts';

const BOTH = { succeeded: true, failed: true };
const task = (id: string, act: Task['act'] = 'apply', phase: SyncPhase = 'Sync', wave = 0, more: Partial<Task> = {}): Task => ({ id, phase, wave, act, group: act, ...more });

/** What becomes of tasks in a scenario: of one that is not named, the best. */
type Fate = Readonly<Record<string, readonly SeenState[]>>;

interface Scenario {
  readonly fate?: Fate;
  /** The number of the check that fails, the first being 1. */
  readonly stale?: number;
  /** Stopped before the action with this number, the first being 1. */
  readonly stopAt?: number;
  /** What is known of it from before it was interrupted. */
  readonly earlier?: Readonly<Record<string, SeenState>>;
}

/** Plays a scenario to its end; each action as a line. */
function play(tasks: readonly Task[], { fate = {}, stale, stopAt, earlier = {} }: Scenario = {}): string[] {
  const byId = new Map(tasks.map((each) => [each.id, each]));
  const seen = new Map<string, number>();
  const lines: string[] = [];
  let checks = 0;
  /** The next state of a task: as its fate says, else what a cluster where all goes well would tell. */
  const look = (id: string, written: boolean): SeenState => {
    const count = seen.get(id) ?? 0;
    seen.set(id, count + 1);
    const told = fate[id];
    if (told !== undefined) return told[Math.min(count, told.length - 1)] ?? 'done';
    return written && byId.get(id)?.act !== 'apply' ? 'waiting' : 'done';
  };
  let state = beginSync(tasks, new Map(Object.entries(earlier)));
  for (let count = 1; count < 100; count++) {
    if (count === stopAt) state = advance(state, { type: 'stop' });
    const action = nextAction(state);
    lines.push(lineOf(action));
    if (action.type === 'end') return lines;
    state = advance(state, factOf(action));
  }
  throw new Error(`It does not end: ${lines.join('\n')}`);

  function factOf(action: Exclude<Action, { type: 'end' }>): Fact {
    switch (action.type) {
      case 'check':
        return { type: 'checked', holds: ++checks !== stale };
      case 'write':
        return { type: 'seen', states: new Map(action.ids.map((id) => [id, look(id, true)])) };
      case 'wait':
        return { type: 'seen', states: new Map(action.ids.map((id) => [id, look(id, false)])) };
      case 'pause':
        return { type: 'paused' };
      case 'clean':
        return { type: 'cleaned', ids: action.ids };
    }
  }
}

function lineOf(action: Action): string {
  if (action.type === 'end') return action.outcome;
  if (action.type === 'pause') return 'pause';
  return `${action.type} ${action.ids.join(' ')}`;
}

const PRE = task('pre', 'hook', 'PreSync');
const POST = task('post', 'hook', 'PostSync');
const FAIL = task('fail', 'hook', 'SyncFail');

const SCENARIOS: readonly (readonly [string, readonly Task[], Scenario, readonly string[]])[] = [
  ['nothing', [], {}, ['succeeded']],
  ['nothing to write', [task('a', 'keep'), FAIL], {}, ['succeeded']],
  ['one wave is written and not waited for', [task('a'), task('b')], { fate: { a: ['waiting'] } }, ['check a b', 'write a b', 'succeeded']],
  ['groups one after the other, a failure ends the wave and not before', [task('p', 'prune'), task('a', 'apply', 'Sync', 0, { group: 'ConfigMap' }), task('b', 'apply', 'Sync', 0, { group: 'Deployment' })], { fate: { a: ['failed'], p: ['waiting', 'done'] } }, ['check p a b', 'write p', 'write a', 'write b', 'wait p', 'failed']],
  ['a wave is waited for when another follows', [task('a'), task('b', 'apply', 'Sync', 1)], { fate: { a: ['waiting', 'waiting', 'done'] } }, ['check a b', 'write a', 'pause', 'wait a', 'wait a', 'check b', 'write b', 'succeeded']],
  ['what is unchanged holds the next wave up as well', [task('a', 'keep'), task('b', 'apply', 'Sync', 1)], { fate: { a: ['waiting', 'done'] } }, ['wait a', 'wait a', 'check b', 'write b', 'succeeded']],
  ['what is unchanged after the last write is nobody’s concern', [task('a'), task('b', 'keep', 'Sync', 1)], {}, ['check a', 'write a', 'succeeded']],
  ['what degrades fails the sync', [task('a'), task('b', 'apply', 'Sync', 1), FAIL], { fate: { a: ['waiting', 'failed'] } }, ['check a b', 'write a', 'pause', 'wait a', 'write fail', 'wait fail', 'failed']],
  ['the phases', [PRE, task('a'), POST, FAIL], {}, ['check pre a post', 'write pre', 'pause', 'wait pre', 'check a post', 'write a', 'pause', 'check post', 'write post', 'wait post', 'succeeded']],
  ['a PreSync hook that fails', [PRE, task('a'), POST, FAIL], { fate: { pre: ['waiting', 'failed'] } }, ['check pre a post', 'write pre', 'pause', 'wait pre', 'write fail', 'wait fail', 'failed']],
  ['a PostSync hook that fails', [task('a'), POST, FAIL], { fate: { post: ['waiting', 'failed'] } }, ['check a post', 'write a', 'pause', 'check post', 'write post', 'wait post', 'write fail', 'wait fail', 'failed']],
  ['a SyncFail hook that fails ends SyncFail after its wave', [task('a'), FAIL, task('late', 'hook', 'SyncFail', 1)], { fate: { a: ['failed'], fail: ['failed'] } }, ['check a', 'write a', 'write fail', 'failed']],
  ['SyncFail has waves', [task('a'), FAIL, task('late', 'hook', 'SyncFail', 1)], { fate: { a: ['failed'] } }, ['check a', 'write a', 'write fail', 'pause', 'wait fail', 'write late', 'wait late', 'failed']],
  ['a failed apply lets running hooks end', [task('hook', 'hook'), task('a'), task('b', 'apply', 'Sync', 1)], { fate: { a: ['failed'], hook: ['waiting', 'waiting', 'done'] } }, ['check hook a b', 'write hook', 'write a', 'wait hook', 'wait hook', 'failed']],
  ['delete policies', [{ ...PRE, deletes: { succeeded: true, failed: false } }, { ...task('other', 'hook', 'PreSync'), deletes: { succeeded: false, failed: true } }, task('a')], {}, ['check pre other a', 'write pre other', 'pause', 'wait pre other', 'clean pre', 'check a', 'write a', 'succeeded']],
  ['delete policies of a failure', [{ ...PRE, deletes: { succeeded: true, failed: false } }, { ...task('other', 'hook', 'PreSync'), deletes: { succeeded: false, failed: true } }, task('a')], { fate: { other: ['failed'] } }, ['check pre other a', 'write pre other', 'wait pre', 'clean pre other', 'failed']],
  ['the plan does not hold before the second wave', [task('a'), task('b', 'apply', 'Sync', 1), FAIL], { stale: 2 }, ['check a b', 'write a', 'pause', 'check b', 'write fail', 'wait fail', 'failed']],
  ['a plan that does not hold deletes no hook that never ran', [task('a'), { ...POST, deletes: BOTH }], { stale: 2 }, ['check a post', 'write a', 'pause', 'check post', 'failed']],
  ['stopped while it waits: a running hook goes, SyncFail does not run', [PRE, task('a'), FAIL], { fate: { pre: ['waiting'] }, stopAt: 4 }, ['check pre a', 'write pre', 'pause', 'clean pre', 'stopped']],
  ['stopped between groups', [task('a'), task('b', 'apply', 'Sync', 0, { group: 'other' }), FAIL], { stopAt: 3 }, ['check a b', 'write a', 'stopped']],
  ['stopped when all is done', [task('a')], { stopAt: 3 }, ['check a', 'write a', 'succeeded']],
  ['a deletion is waited for before the next wave, and at the end', [task('p', 'prune'), task('a', 'apply', 'Sync', 1), task('q', 'prune', 'Sync', 2)], {}, ['check p a q', 'write p', 'pause', 'wait p', 'check a q', 'write a', 'pause', 'check q', 'write q', 'wait q', 'succeeded']],
  ['a deletion that does not end fails the sync', [task('p', 'prune'), task('a', 'apply', 'Sync', 1), FAIL], { fate: { p: ['waiting', 'failed'] } }, ['check p a', 'write p', 'pause', 'wait p', 'write fail', 'wait fail', 'failed']],
  ['gone on with in its first wave: what is done is not written again, and waited for', [task('a'), task('b', 'apply', 'Sync', 0, { group: 'other' }), task('c', 'apply', 'Sync', 1)], { earlier: { a: 'waiting' } }, ['check b c', 'write b', 'pause', 'wait a', 'check c', 'write c', 'succeeded']],
  ['gone on with between two waves: no pause after what was written before', [task('a'), task('b', 'apply', 'Sync', 1)], { earlier: { a: 'waiting' } }, ['wait a', 'check b', 'write b', 'succeeded']],
  ['gone on with while a hook runs: it is waited for, and deleted by its policy', [{ ...PRE, deletes: BOTH }, task('a')], { earlier: { pre: 'waiting' } }, ['wait pre', 'clean pre', 'check a', 'write a', 'succeeded']],
  ['gone on with after a hook that is done, and may not be deleted yet', [{ ...PRE, deletes: BOTH }, task('a')], { earlier: { pre: 'done' } }, ['clean pre', 'check a', 'write a', 'succeeded']],
  ['gone on with, and the hook was lost', [PRE, task('other', 'hook', 'PreSync'), task('a'), FAIL], { earlier: { pre: 'failed', other: 'waiting' } }, ['wait other', 'write fail', 'wait fail', 'failed']],
  ['gone on with after a failure in a later wave: the waves before it are over', [task('a'), task('b', 'apply', 'Sync', 1), task('c', 'apply', 'Sync', 1, { group: 'other' }), task('d', 'apply', 'Sync', 2), FAIL], { earlier: { a: 'done', b: 'failed' } }, ['check c d', 'write c', 'write fail', 'wait fail', 'failed']],
  ['gone on with in SyncFail: nothing else is written any more', [task('a'), task('b', 'apply', 'Sync', 1), FAIL, task('late', 'hook', 'SyncFail', 1)], { earlier: { a: 'waiting', fail: 'waiting' } }, ['wait fail', 'write late', 'wait late', 'failed']],
  ['gone on with when all is done', [task('a'), POST], { earlier: { a: 'waiting', post: 'done' } }, ['wait a', 'succeeded']],
  ['gone on with, and the plan does not hold before the next wave', [PRE, task('a'), FAIL], { earlier: { pre: 'waiting' }, stale: 1 }, ['wait pre', 'check a', 'write fail', 'wait fail', 'failed']],
  ['gone on with, and stopped', [PRE, task('a'), FAIL], { earlier: { pre: 'waiting' }, stopAt: 1 }, ['clean pre', 'stopped']],
];

describe('a sync', () => {
  it.each(SCENARIOS)('%s', (_name, tasks, scenario, lines) => {
    expect(play(tasks, scenario)).toEqual(lines);
  });
});

/** Random plans, fates and stops: whatever happens, these hold. */
describe('any sync', () => {
  it.each(Array.from({ length: 60 }, (_, seed) => seed))('keeps its order, and ends (seed %i)', (seed) => {
    const random = createRandom(seed);
    for (let round = 0; round < 40; round++) {
      const tasks = randomTasks(random);
      const stopAt = random.chance(0.15) ? 1 + random.below(12) : Number.POSITIVE_INFINITY;
      const staleChance = random.pick([0, 0, 0.2]);
      const failChance = random.pick([0, 0.05, 0.3]);
      expectInvariants(tasks, drive(tasks, stopAt, staleChance, failChance));
    }

    /** What is seen is random as well: of some tasks only, in any order, early, and more than once. */
    function drive(tasks: readonly Task[], stopAt: number, staleChance: number, failChance: number): Trace {
      const trace: Step[] = [];
      let state = beginSync(tasks);
      for (let count = 1; count < 2_000; count++) {
        if (count === stopAt) state = advance(state, { type: 'stop' });
        const action = nextAction(state);
        expect(nextAction(state)).toEqual(action);
        trace.push({ action, before: state });
        if (action.type === 'end') return { steps: trace, end: state };
        state = advance(state, factOf(action));
      }
      throw new Error(`It does not end: ${JSON.stringify(tasks)}`);

      function factOf(action: Exclude<Action, { type: 'end' }>): Fact {
        if (action.type === 'check') return { type: 'checked', holds: !random.chance(staleChance) };
        if (action.type === 'pause') return { type: 'paused' };
        if (action.type === 'clean') return { type: 'cleaned', ids: action.ids };
        const told = action.type === 'write' ? action.ids : action.ids.filter(() => random.chance(0.5));
        return { type: 'seen', states: new Map(told.map((id) => [id, random.chance(failChance) ? 'failed' : random.chance(0.5) ? 'done' : 'waiting'])) };
      }
    }
  });
});

/**
 * A cluster in which each task has its fate, and a record as a run keeps it: hooks before they are begun and when they
 * have ended, everything else when it was written. A run is killed before or after any of its actions, between writing
 * and recording as well, and the next one goes on with what is on record.
 */
describe('a sync that is killed again and again', () => {
  it.each(Array.from({ length: 60 }, (_, seed) => seed))('ends as if it had not been, and begins no hook twice (seed %i)', (seed) => {
    const random = createRandom(1_000 + seed);
    for (let round = 0; round < 40; round++) {
      const tasks = randomTasks(random);
      const fates = new Map(tasks.map(({ id, act }) => [id, { well: random.chance(0.9), at: act === 'apply' && random.chance(0.5) ? ('write' as const) : ('wait' as const) }]));
      const whole = life(tasks, fates, () => false);
      let kills = 0;
      const broken = life(tasks, fates, () => kills < 40 && random.chance(0.2) && ++kills > 0);
      expect(broken.begun.filter((id, at) => broken.begun.indexOf(id) !== at), 'no hook is begun twice').toEqual([]);
      expect({ outcome: broken.outcome, ended: broken.ended, begun: new Set(broken.begun) }).toEqual({ outcome: whole.outcome, ended: whole.ended, begun: new Set(whole.begun) });
    }
  });

  interface Fated {
    readonly well: boolean;
    /** Whether it is over as soon as it is written. */
    readonly at: 'write' | 'wait';
  }

  function life(tasks: readonly Task[], fates: ReadonlyMap<string, Fated>, killed: () => boolean) {
    const byId = new Map(tasks.map((each) => [each.id, each]));
    const record = new Map<string, SeenState>();
    const begun: string[] = [];
    const fateOf = (id: string): SeenState => (fates.get(id)?.well === true ? 'done' : 'failed');
    for (;;) {
      const outcome = run();
      if (outcome === undefined) continue;
      return { outcome, begun, ended: Object.fromEntries([...record].filter(([id]) => byId.get(id)?.act === 'hook').toSorted(([a], [b]) => Number(a) - Number(b))) };
    }

    /** Undefined where it was killed. */
    function run(): string | undefined {
      let state = beginSync(tasks, new Map(record));
      for (let count = 1; count < 2_000; count++) {
        if (killed()) return undefined;
        const action = nextAction(state);
        if (action.type === 'end') return action.outcome;
        const states = new Map<string, SeenState>();
        if (action.type === 'write' || action.type === 'wait') {
          for (const id of action.ids) {
            const hook = byId.get(id)?.act === 'hook';
            const over = action.type === 'wait' || fates.get(id)?.at === 'write';
            if (action.type === 'write' && hook) {
              record.set(id, 'waiting');
              begun.push(id);
            }
            // Written, and not on record yet.
            if (killed()) return undefined;
            const is = over ? fateOf(id) : 'waiting';
            states.set(id, is);
            // What is unchanged has no result, and that an object is well is looked at each time.
            const act = byId.get(id)?.act;
            if (act !== 'keep') record.set(id, act === 'apply' && is === 'done' ? 'waiting' : is);
          }
        }
        if (action.type === 'check') state = advance(state, { type: 'checked', holds: true });
        else if (action.type === 'pause') state = advance(state, { type: 'paused' });
        else if (action.type === 'clean') state = advance(state, { type: 'cleaned', ids: action.ids });
        else state = advance(state, { type: 'seen', states });
      }
      throw new Error(`It does not end: ${JSON.stringify(tasks)}`);
    }
  }
});

function randomTasks(random: ReturnType<typeof createRandom>): Task[] {
  const tasks: Task[] = [];
  for (const phase of SYNC_PHASES) {
    for (let wave = 0; wave < random.below(4); wave++) {
      const acts: readonly Task['act'][] = phase === 'Sync' ? ['prune', 'apply', 'apply', 'keep', 'hook'] : ['hook'];
      for (let count = random.below(4); count > 0; count--) {
        const act = random.pick(acts);
        const deletes = act === 'hook' ? { deletes: { succeeded: random.chance(0.5), failed: random.chance(0.5) } } : {};
        tasks.push(task(`${tasks.length}`, act, phase, wave, { group: `${random.below(2)}`, ...deletes }));
      }
    }
  }
  // Groups stand together.
  return tasks.toSorted((a, b) => SYNC_PHASES.indexOf(a.phase) - SYNC_PHASES.indexOf(b.phase) || a.wave - b.wave || a.group.localeCompare(b.group));
}

interface Step {
  readonly action: Action;
  readonly before: SyncState;
}
interface Trace {
  readonly steps: readonly Step[];
  readonly end: SyncState;
}

function expectInvariants(tasks: readonly Task[], { steps, end }: Trace): void {
  const order = new Map(tasks.map((each) => [each.id, SYNC_PHASES.indexOf(each.phase) * 1_000 + each.wave]));
  const written = new Set<string>();
  const last = steps.at(-1)?.action;
  const outcome = last?.type === 'end' ? last.outcome : undefined;
  let failedBefore = false;
  let stale = false;
  for (const [at, { action, before }] of steps.entries()) {
    failedBefore ||= [...before.states.values()].includes('failed');
    const previous = steps[at - 1];
    if (previous?.action.type === 'check' && before.failed && !previous.before.failed) stale = true;
    if (action.type !== 'write') continue;
    for (const id of action.ids) {
      expect(written.has(id), 'nothing is written twice').toBe(false);
      written.add(id);
      expect(before.stopped, 'nothing is begun after a stop').toBe(false);
      const own = tasks.find((each) => each.id === id);
      const place = order.get(id) ?? 0;
      expect(own?.phase === 'SyncFail', 'SyncFail runs after a failure, and nothing else does').toBe(before.failing);
      for (const other of tasks) {
        if ((order.get(other.id) ?? 0) >= place || (other.phase === 'SyncFail') !== (own?.phase === 'SyncFail')) continue;
        expect(before.states.get(other.id), `${other.id} is well before ${id} begins`).toBe('done');
      }
    }
    // What is unchanged is passed over only where nothing comes after it.
    expect(action.ids.some((id) => tasks.find((each) => each.id === id)?.act === 'keep')).toBe(false);
  }
  const wrote = tasks.filter((each) => written.has(each.id));
  const failing = failedBefore || stale;
  expect(outcome).toBe(end.stopped && outcome === 'stopped' ? 'stopped' : failing ? 'failed' : 'succeeded');
  const hooks = tasks.filter((each) => each.phase === 'SyncFail');
  if (outcome !== 'stopped' && hooks.length > 0) expect(wrote.some((each) => each.phase === 'SyncFail'), 'SyncFail runs exactly when the sync failed').toBe(failing);
  if (outcome === 'succeeded') expect(wrote.map((each) => each.id)).toEqual(tasks.filter((each) => each.phase !== 'SyncFail' && each.act !== 'keep').map((each) => each.id));
  for (const hook of wrote.filter((each) => each.act === 'hook')) {
    const is = end.states.get(hook.id);
    if (outcome !== 'stopped') expect(['done', 'failed'], 'no hook runs on').toContain(is);
    if (outcome !== 'stopped') expect(end.cleaned.has(hook.id)).toBe((is === 'done' && hook.deletes?.succeeded) || (is === 'failed' && hook.deletes?.failed));
  }
}
