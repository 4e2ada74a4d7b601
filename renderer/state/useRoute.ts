import { useMemo, useSyncExternalStore } from 'react';
import type { Route } from './route.ts';
import { formatRoute, parseRoute } from './route.ts';

/** The place that the address names now. The address is the only memory of it, so back, forward and links all work. */
export function useRoute(): Route {
  const hash = useSyncExternalStore(subscribe, currentHash);
  return useMemo(() => parseRoute(hash), [hash]);
}

/** Goes to a place. `replace` leaves no step in the history: for filters that change with each key. */
export function navigate(route: Route, options: { readonly replace?: boolean } = {}): void {
  const address = formatRoute(route);
  if (address === location.hash) return;
  if (options.replace === true) {
    location.replace(address);
  } else {
    location.hash = address;
  }
}

function subscribe(changed: () => void): () => void {
  window.addEventListener('hashchange', changed);
  return () => window.removeEventListener('hashchange', changed);
}

function currentHash(): string {
  return location.hash;
}
