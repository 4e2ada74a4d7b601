import type { ServerResponse } from 'node:http';
import type { Route } from '../api/route.ts';
import type { World } from '../write/writes.ts';

export interface Controllers {
  readonly log: (route: Route, query: URLSearchParams, response: ServerResponse) => void;
  stop(): void;
}

export function startControllers(_world: World, _onError: (error: unknown) => void): Controllers {
  return { log: (_route, _query, response) => void response.end(), stop: () => undefined };
}
