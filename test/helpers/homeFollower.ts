import type { Client } from '../../shared/contract/index.ts';
import type { HomeMessage, HomeState } from '../../shared/model/home.ts';
import { reduceHome } from '../../shared/model/home.ts';

/** Follows a home's state as the page does. */
export interface HomeFollower {
  /** Resolves with the first state, past ones aside, for which it holds. */
  until(holds: (state: HomeState) => boolean): Promise<HomeState>;
  stop(): void;
}

/** Begins to follow; what was told is reduced as the page reduces it. */
export function followHome(client: Client): HomeFollower {
  const stop = new AbortController();
  const waiting = new Set<() => void>();
  let state: HomeState | undefined;
  const onProgress = (message: HomeMessage) => {
    state = reduceHome(state, message);
    for (const look of waiting) look();
  };
  // It ends with the connection at the latest.
  client.call('home', {}, { signal: stop.signal, onProgress }).catch(() => undefined);
  return {
    stop: () => stop.abort(),
    until: (holds) =>
      new Promise((resolve) => {
        const look = () => {
          if (state === undefined || !holds(state)) return;
          waiting.delete(look);
          resolve(state);
        };
        waiting.add(look);
        look();
      }),
  };
}
