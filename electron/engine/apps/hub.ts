import type { ApplicationView } from '../../../shared/model/view.ts';

/** What is told of applications. */
export type ApplicationEvent = { readonly type: 'view'; readonly view: ApplicationView } | { readonly type: 'removed'; readonly name: string };

/** Tells what becomes of applications to everyone who listens. */
export interface Hub {
  tell(event: ApplicationEvent): void;
  /** Returns how to stop listening. */
  subscribe(listener: (event: ApplicationEvent) => void): () => void;
}

export function createHub(): Hub {
  const listeners = new Set<{ readonly listener: (event: ApplicationEvent) => void }>();
  return {
    tell(event) {
      for (const { listener } of listeners) listener(event);
    },
    subscribe(listener) {
      // One function may listen twice, and each stops on its own.
      const entry = { listener };
      listeners.add(entry);
      return () => void listeners.delete(entry);
    },
  };
}
