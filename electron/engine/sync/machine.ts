/**
 * The order of a sync, as a pure machine: tasks and what was observed of them in, the next action out. It does no I/O
 * and has no clock; `run.ts` carries its actions out and tells it what it saw.
 *
 * Tasks stand in their order: phase after phase, wave after wave, and in a wave group after group (prunes, then kind
 * after kind). A wave begins when everything in the waves before it is there and well, two seconds after the last
 * write at the earliest. What nothing follows is not waited for, hooks and deletions excepted: a plain sync has
 * succeeded when it is written (argo-cd gitops-engine pkg/sync/sync_context.go, Sync). A failure ends the phase after
 * its wave and leads to SyncFail, if there is anything in it; a stop leads nowhere but to the end.
 *
 * A sync that was interrupted begins anew with what is known of its tasks, and comes by itself to where it broke off.
 */
import type { SyncPhase } from '../../../shared/model/steps.ts';

/** One thing that a sync writes or deletes, or, with `keep`, only expects to be well before what comes after it. */
export interface Task {
  readonly id: string;
  readonly phase: SyncPhase;
  readonly wave: number;
  readonly act: 'apply' | 'prune' | 'hook' | 'keep';
  /** Tasks of one group stand beside each other in the order, and are written side by side. */
  readonly group: string;
  /** Whether a hook's object is deleted after it succeeded, and after it failed. */
  readonly deletes?: { readonly succeeded: boolean; readonly failed: boolean };
}

/** pending: not begun. waiting: written, and not yet well, or not yet gone. done, failed: over. left: never to be begun. */
export type TaskState = 'pending' | 'waiting' | 'done' | 'failed' | 'left';
/** What can be seen of a task that was begun. */
export type SeenState = Exclude<TaskState, 'pending' | 'left'>;

/** Everything that decides what comes next. */
export interface SyncState {
  readonly waves: readonly Wave[];
  /** Run instead of what is left, once the sync has failed. */
  readonly failWaves: readonly Wave[];
  /** The wave that is at work; past the end when all is done. */
  readonly at: number;
  /** Whether the plan was made again before this wave, and the pause after it is over. */
  readonly checked: boolean;
  readonly paused: boolean;
  readonly states: ReadonlyMap<string, TaskState>;
  /** Begun before the sync was interrupted: nothing of them is left to write. */
  readonly earlier: ReadonlySet<string>;
  /** Hooks whose objects were deleted. */
  readonly cleaned: ReadonlySet<string>;
  /** True from the first failure on. */
  readonly failed: boolean;
  /** The waves at work are those of SyncFail. */
  readonly failing: boolean;
  readonly stopped: boolean;
}

/** Tasks of one phase and wave. */
export interface Wave {
  readonly phase: SyncPhase;
  readonly wave: number;
  readonly tasks: readonly Task[];
}

/** What was seen. */
export type Fact =
  /** The plan was made again before a wave: it still says the same, or not. */
  | { readonly type: 'checked'; readonly holds: boolean }
  /** How tasks are by now: after they were written, or while they are waited for. */
  | { readonly type: 'seen'; readonly states: ReadonlyMap<string, SeenState> }
  | { readonly type: 'paused' }
  | { readonly type: 'cleaned'; readonly ids: readonly string[] }
  /** A person wants it to end. */
  | { readonly type: 'stop' };

/** What is to be done next. */
export type Action =
  /** Make the plan again and hold it against what this one says of the tasks that are not begun. */
  | { readonly type: 'check'; readonly wave: Wave; readonly ids: readonly string[] }
  | { readonly type: 'write'; readonly wave: Wave; readonly ids: readonly string[] }
  | { readonly type: 'pause'; readonly wave: Wave }
  /** Nothing to do until one of these changes. */
  | { readonly type: 'wait'; readonly wave: Wave; readonly ids: readonly string[] }
  /** Delete the objects of these hooks. */
  | { readonly type: 'clean'; readonly wave: Wave; readonly ids: readonly string[] }
  | { readonly type: 'end'; readonly outcome: 'succeeded' | 'failed' | 'stopped' };

/**
 * A sync before its first action. The tasks stand in their order; what follows the last write is no part of it.
 * `earlier` tells of an interrupted sync how the tasks are that it had begun.
 */
export function beginSync(tasks: readonly Task[], earlier: ReadonlyMap<string, SeenState> = new Map()): SyncState {
  const waves = wavesOf(tasks.filter((task) => task.phase !== 'SyncFail'));
  // Why a sync had failed need not be a task's failure; that SyncFail was begun says that it had.
  const failing = tasks.some((task) => task.phase === 'SyncFail' && earlier.has(task.id));
  return settled({
    waves: waves.slice(0, waves.findLastIndex(writes) + 1),
    failWaves: wavesOf(tasks.filter((task) => task.phase === 'SyncFail')),
    at: 0,
    checked: false,
    paused: false,
    states: new Map(tasks.map((task) => [task.id, earlier.get(task.id) ?? (task.act === 'keep' ? 'waiting' : 'pending')])),
    earlier: new Set(earlier.keys()),
    cleaned: new Set(),
    failed: failing,
    failing,
    stopped: false,
  });
}

/** The state after something was seen. What does not concern the wave at work is kept for when it does. */
export function advance(state: SyncState, fact: Fact): SyncState {
  switch (fact.type) {
    case 'checked':
      return settled({ ...state, checked: true, ...(fact.holds ? {} : { failed: true, states: leaving(state) }) });
    case 'seen': {
      return settled({ ...state, states: new Map([...state.states, ...fact.states]) });
    }
    case 'paused':
      return settled({ ...state, paused: true });
    case 'cleaned':
      return settled({ ...state, cleaned: new Set([...state.cleaned, ...fact.ids]) });
    case 'stop':
      return { ...state, stopped: true };
  }
}

/** What to do now. The same state always gives the same action. */
export function nextAction(state: SyncState): Action {
  const wave = current(state);
  if (wave === undefined) return { type: 'end', outcome: state.failed ? 'failed' : 'succeeded' };
  if (state.stopped) {
    // A hook that goes on would go on with what was to be stopped (argo-cd, terminateHooksPreemptively).
    const running = wave.tasks.filter((task) => task.act === 'hook' && state.states.get(task.id) === 'waiting' && !state.cleaned.has(task.id));
    return running.length > 0 ? { type: 'clean', wave, ids: idsOf(running) } : { type: 'end', outcome: 'stopped' };
  }
  if (needsCheck(state, wave)) return { type: 'check', wave, ids: pending(state) };
  const [first] = wave.tasks.filter((task) => state.states.get(task.id) === 'pending');
  if (first !== undefined) return { type: 'write', wave, ids: idsOf(wave.tasks.filter((task) => task.group === first.group && state.states.get(task.id) === 'pending')) };
  if (needsPause(state, wave)) return { type: 'pause', wave };
  const awaited = waitedFor(state, wave);
  if (awaited.length > 0) return { type: 'wait', wave, ids: idsOf(awaited) };
  return { type: 'clean', wave, ids: idsOf(toClean(state, wave)) };
}

/** Moves on to the wave that has something left to do; a wave with a failure in it fails the sync. */
function settled(state: SyncState): SyncState {
  let now = withFailure(state);
  for (let wave = current(now); wave !== undefined && isOver(now, wave); wave = current(now)) {
    const fresh = { checked: false, paused: false };
    // Of SyncFail the first failing wave is the last one as well.
    if (!now.failed) now = { ...now, ...fresh, at: now.at + 1 };
    else if (now.failing) now = { ...now, ...fresh, at: failsIn(now.states, wave) ? now.failWaves.length : now.at + 1 };
    else now = { ...now, ...fresh, at: 0, failing: true };
    now = withFailure(now);
  }
  return now;
}

function withFailure(state: SyncState): SyncState {
  const wave = current(state);
  return wave !== undefined && failsIn(state.states, wave) ? { ...state, failed: true } : state;
}

function isOver(state: SyncState, wave: Wave): boolean {
  return !needsCheck(state, wave) && !wave.tasks.some((task) => state.states.get(task.id) === 'pending') && !needsPause(state, wave) && waitedFor(state, wave).length === 0 && toClean(state, wave).length === 0;
}

function current({ waves, failWaves, at, failing }: SyncState): Wave | undefined {
  return (failing ? failWaves : waves)[at];
}

/** SyncFail has hooks alone, which are what Git says whatever has become of the cluster. */
function needsCheck({ checked, failing, earlier }: SyncState, wave: Wave): boolean {
  return !checked && !failing && writesNow(earlier, wave);
}

/** Argo CD pauses between waves that both write something (controller/sync.go, delayBetweenSyncWaves). */
function needsPause(state: SyncState, wave: Wave): boolean {
  return writesNow(state.earlier, wave) && !state.paused && !endsHere(state, wave);
}

/** Of a wave that failed, and of the last one, only what is a matter of its own: hooks, and deletions that were begun. */
function waitedFor(state: SyncState, wave: Wave): readonly Task[] {
  const waiting = wave.tasks.filter((task) => state.states.get(task.id) === 'waiting');
  return endsHere(state, wave) ? waiting.filter((task) => task.act === 'hook' || task.act === 'prune') : waiting;
}

function toClean({ states, cleaned }: SyncState, { tasks }: Wave): readonly Task[] {
  return tasks.filter((task) => {
    const state = states.get(task.id);
    return !cleaned.has(task.id) && ((state === 'done' && task.deletes?.succeeded === true) || (state === 'failed' && task.deletes?.failed === true));
  });
}

/** Nothing, or only SyncFail, comes after this wave. */
function endsHere({ waves, failWaves, at, failed, failing, states }: SyncState, wave: Wave): boolean {
  return at === (failing ? failWaves : waves).length - 1 || (failed && !failing) || failsIn(states, wave);
}

function failsIn(states: SyncState['states'], { tasks }: Wave): boolean {
  return tasks.some((task) => states.get(task.id) === 'failed');
}

/** Nothing of a wave whose plan does not hold is begun. */
function leaving(state: SyncState): ReadonlyMap<string, TaskState> {
  const here = new Set(current(state)?.tasks.map((task) => task.id));
  return new Map([...state.states].map(([id, is]) => [id, is === 'pending' && here.has(id) ? 'left' : is]));
}

function pending(state: SyncState): readonly string[] {
  const rest = (state.failing ? state.failWaves : state.waves).slice(state.at);
  return rest.flatMap(({ tasks }) => idsOf(tasks.filter((task) => task.act === 'keep' || state.states.get(task.id) === 'pending')));
}

function writes({ tasks }: Wave): boolean {
  return tasks.some((task) => task.act !== 'keep');
}

/** What was written before an interruption is not written again. */
function writesNow(earlier: ReadonlySet<string>, { tasks }: Wave): boolean {
  return tasks.some((task) => task.act !== 'keep' && !earlier.has(task.id));
}

function wavesOf(tasks: readonly Task[]): readonly Wave[] {
  const waves: { phase: SyncPhase; wave: number; tasks: Task[] }[] = [];
  for (const task of tasks) {
    const last = waves.at(-1);
    if (last !== undefined && last.phase === task.phase && last.wave === task.wave) last.tasks.push(task);
    else waves.push({ phase: task.phase, wave: task.wave, tasks: [task] });
  }
  return waves;
}

function idsOf(tasks: readonly Task[]): readonly string[] {
  return tasks.map((task) => task.id);
}
