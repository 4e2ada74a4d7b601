import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { InputOf } from '../../shared/contract/index.ts';
import type { ErrorShape } from '../../shared/model/errors.ts';
import { errorShape } from '../../shared/model/errors.ts';
import { host } from '../client/index.ts';

/** What is forwarded to. */
export type ForwardTarget = InputOf<'forward'>['target'];

/** A port of this computer that leads into a cluster, from this page. */
export interface Forward {
  readonly id: number;
  /** The application's name. */
  readonly application: string;
  readonly target: ForwardTarget;
  /** The pod's, or the Service's. */
  readonly port: number;
  readonly state: { readonly kind: 'starting' } | { readonly kind: 'listening'; readonly localPort: number; readonly context: string } | { readonly kind: 'failed'; readonly error: ErrorShape };
  /** Connections that are open now. */
  readonly open: number;
  /** What went wrong with a connection last. */
  readonly problem: string | undefined;
}

const store = createStore<{ readonly forwards: readonly Forward[] }>(() => ({ forwards: [] }));
const stops = new Map<number, AbortController>();
let next = 1;

/** All forwards of this page, oldest first. They end with it. */
export function useForwards(): readonly Forward[] {
  return useStore(store, ({ forwards }) => forwards);
}

/** Forwards a free port of 127.0.0.1. How it goes is in the list. */
export function startForward(application: string, target: ForwardTarget, port: number): void {
  const id = next++;
  const stop = new AbortController();
  const change = (changes: Partial<Forward>): void => store.setState(({ forwards }) => ({ forwards: forwards.map((each) => (each.id === id ? { ...each, ...changes } : each)) }));
  stops.set(id, stop);
  store.setState(({ forwards }) => ({ forwards: [...forwards, { id, application, target, port, state: { kind: 'starting' }, open: 0, problem: undefined }] }));
  host
    .call(
      'forward',
      { name: application, target, port, localPort: 0 },
      {
        signal: stop.signal,
        onProgress(event) {
          if (event.kind === 'listening') change({ state: event });
          else if (event.kind === 'connections') change({ open: event.open });
          else change({ problem: event.message });
        },
      },
    )
    .then(
      () => stopForward(id),
      (error: unknown) => change({ state: { kind: 'failed', error: errorShape(error) }, open: 0 }),
    );
}

/** Ends a forward, or takes one that failed off the list. */
export function stopForward(id: number): void {
  stops.get(id)?.abort();
  stops.delete(id);
  store.setState(({ forwards }) => ({ forwards: forwards.filter((each) => each.id !== id) }));
}
