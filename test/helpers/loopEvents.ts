import type { Engine } from '../../electron/engine/index.ts';
import type { LoopEvent } from '../../shared/model/events.ts';
import type { ApplicationView } from '../../shared/model/view.ts';

/** A running reconcile loop whose events can be awaited. */
export interface RunningLoops {
  readonly events: readonly LoopEvent[];
  /** The first event that fits, of those so far or of those to come. Throws with what was told after `seconds`. */
  until(fits: (event: LoopEvent) => boolean, seconds?: number): Promise<LoopEvent>;
  /** The first view of an application that fits, of those told from now on, beginning with the newest. */
  view(name: string, fits: (view: ApplicationView) => boolean, seconds?: number): Promise<ApplicationView>;
  stop(): Promise<void>;
}

export async function runLoops(engine: Engine): Promise<RunningLoops> {
  const events: LoopEvent[] = [];
  const listeners = new Set<(event: LoopEvent) => void>();
  const running = await engine.run((event) => {
    events.push(event);
    for (const listener of listeners) listener(event);
  });

  function until(past: readonly LoopEvent[], fits: (event: LoopEvent) => boolean, seconds: number): Promise<LoopEvent> {
    const found = past.find(fits);
    if (found !== undefined) return Promise.resolve(found);
    return new Promise((resolve, reject) => {
      const give = setTimeout(() => {
        listeners.delete(listener);
        reject(new Error(`the loop did not tell it within ${seconds} s; it told ${events.slice(-6).map(words).join('; ')}`));
      }, seconds * 1_000);
      const listener = (event: LoopEvent): void => {
        if (!fits(event)) return;
        clearTimeout(give);
        listeners.delete(listener);
        resolve(event);
      };
      listeners.add(listener);
    });
  }

  return {
    events,
    until: (fits, seconds = 20) => until(events, fits, seconds),
    async view(name, fits, seconds = 20) {
      const isOf = (event: LoopEvent) => event.type === 'compared' && event.view.metadata.name === name;
      const newest = events.findLast(isOf);
      const event = await until(newest === undefined ? [] : [newest], (each) => each.type === 'compared' && isOf(each) && fits(each.view), seconds);
      if (event.type !== 'compared') throw new Error('only comparisons were asked for');
      return event.view;
    },
    stop: () => running.stop(),
  };
}

function words(event: LoopEvent): string {
  if (event.type !== 'compared') return JSON.stringify(event);
  const { sync, health, conditions } = event.view.status;
  return `${event.view.metadata.name} ${sync.status} ${health.status} ${conditions.map(({ message }) => message).join(' ')}`;
}
