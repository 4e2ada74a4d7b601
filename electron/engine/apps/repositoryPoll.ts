import type { Settings } from '../../../shared/model/settings.ts';
import { repositoryIdentity } from '../git/index.ts';

/** Asks repositories for new commits from time to time: one clock per repository, however many applications read it. */
export interface RepositoryPoll {
  /** Calls `listener` at each turn of the repository's clock with its time (`performance.now`). Returns how to leave. */
  join(repoURL: string, listener: (since: number) => void): () => void;
}

interface Clock {
  readonly listeners: Set<{ readonly tell: (since: number) => void }>;
  timer: NodeJS.Timeout;
}

/** Settings are looked up anew each time. Clocks are spread by a random part, so that repositories are not asked all at once. */
export function createRepositoryPoll(settings: () => Settings['git']): RepositoryPoll {
  const clocks = new Map<string, Clock>();

  function wind(key: string): NodeJS.Timeout {
    const { pollSeconds, pollJitterSeconds } = settings();
    return setTimeout(() => turn(key), (pollSeconds + Math.random() * pollJitterSeconds) * 1_000);
  }

  function turn(key: string): void {
    const clock = clocks.get(key);
    if (clock === undefined) return;
    clock.timer = wind(key);
    const since = performance.now();
    for (const { tell } of clock.listeners) tell(since);
  }

  return {
    join(repoURL, tell) {
      const key = repositoryIdentity(repoURL);
      const clock = clocks.get(key) ?? { listeners: new Set(), timer: wind(key) };
      clocks.set(key, clock);
      const listener = { tell };
      clock.listeners.add(listener);
      return () => {
        clock.listeners.delete(listener);
        if (clock.listeners.size > 0) return;
        clearTimeout(clock.timer);
        if (clocks.get(key) === clock) clocks.delete(key);
      };
    },
  };
}
