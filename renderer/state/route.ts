import type { HealthStatus } from '../../shared/model/health.ts';
import { HEALTH_ORDER } from '../../shared/model/health.ts';
import type { ResourceKey } from '../../shared/model/kube.ts';
import { keyText } from '../../shared/model/kube.ts';
import type { SyncStatus } from '../../shared/model/view.ts';

/** The tabs of an application, in their order. */
export const APPLICATION_TABS = ['graph', 'plan', 'resources', 'history', 'events', 'settings'] as const;
export type ApplicationTab = (typeof APPLICATION_TABS)[number];

/** The tabs of a resource's drawer, in their order. */
export const RESOURCE_TABS = ['diff', 'desired', 'live', 'events', 'logs', 'terminal'] as const;
export type ResourceTab = (typeof RESOURCE_TABS)[number];

/** What the list of applications is narrowed to; an empty list narrows nothing. */
export interface ApplicationFilters {
  readonly text: string;
  readonly sync: readonly SyncStatus[];
  readonly health: readonly HealthStatus[];
  readonly contexts: readonly string[];
  readonly view: 'tiles' | 'table';
}

export const NO_FILTERS: ApplicationFilters = { text: '', sync: [], health: [], contexts: [], view: 'tiles' };

/** A place in Drydock. An address that is none stays visible as such, so that a broken link says that it is broken. */
export type Route =
  | { readonly page: 'applications'; readonly filters: ApplicationFilters }
  | {
      readonly page: 'application';
      readonly name: string;
      readonly tab: ApplicationTab;
      /** The resource whose drawer is open, and the drawer's tab if it is not the first. */
      readonly resource?: ResourceKey;
      readonly resourceTab?: ResourceTab;
    }
  | { readonly page: 'new' }
  | { readonly page: 'projects' }
  | { readonly page: 'project'; readonly name: string }
  | { readonly page: 'activity' }
  | { readonly page: 'clusters' }
  | { readonly page: 'settings' }
  | { readonly page: 'not-found'; readonly address: string };

/** Reads `location.hash`, with or without its `#`. */
export function parseRoute(hash: string): Route {
  const address = hash.replace(/^#/, '');
  const question = address.indexOf('?');
  const path = question < 0 ? address : address.slice(0, question);
  const query = new URLSearchParams(question < 0 ? '' : address.slice(question + 1));
  const segments = decodeSegments(path);
  const [page, name, tab = 'graph', ...rest] = segments ?? ['?'];
  const notFound: Route = { page: 'not-found', address };
  if (page === undefined) return { page: 'applications', filters: NO_FILTERS };
  if (page === 'applications') {
    if (name === undefined) return { page: 'applications', filters: parseFilters(query) };
    return rest.length === 0 && isOneOf(APPLICATION_TABS, tab) ? { page: 'application', name, tab, ...parseResource(query) } : notFound;
  }
  if (page === 'projects') return name === undefined ? { page } : segments?.length === 2 ? { page: 'project', name } : notFound;
  if (name !== undefined) return notFound;
  return isOneOf(['new', 'activity', 'clusters', 'settings'], page) ? { page } : notFound;
}

/** The address of a route, with its `#`. What is as usual is left out, so that addresses stay short. */
export function formatRoute(route: Route): string {
  switch (route.page) {
    case 'applications':
      return `#/applications${formatQuery(filterParameters(route.filters))}`;
    case 'application': {
      const tab = route.tab === 'graph' ? '' : `/${route.tab}`;
      return `#/applications/${encodeURIComponent(route.name)}${tab}${formatQuery(resourceParameters(route.resource, route.resourceTab))}`;
    }
    case 'project':
      return `#/projects/${encodeURIComponent(route.name)}`;
    case 'not-found':
      return `#${route.address}`;
    default:
      return `#/${route.page}`;
  }
}

function decodeSegments(path: string): string[] | undefined {
  try {
    return path.split('/').filter((segment) => segment !== '').map(decodeURIComponent);
  } catch {
    // A stray % is nothing that was ever written by formatRoute.
    return undefined;
  }
}

function parseFilters(query: URLSearchParams): ApplicationFilters {
  return {
    text: query.get('q') ?? '',
    sync: query.getAll('sync').filter((status) => isOneOf(['Synced', 'OutOfSync', 'Unknown'], status)),
    health: query.getAll('health').filter((status) => isOneOf(HEALTH_ORDER, status)),
    contexts: query.getAll('context'),
    view: query.get('view') === 'table' ? 'table' : 'tiles',
  };
}

function filterParameters(filters: ApplicationFilters): readonly (readonly [string, string])[] {
  return [
    ...(filters.text === '' ? [] : [['q', filters.text] as const]),
    ...filters.sync.map((status) => ['sync', status] as const),
    ...filters.health.map((status) => ['health', status] as const),
    ...filters.contexts.map((context) => ['context', context] as const),
    ...(filters.view === 'tiles' ? [] : [['view', filters.view] as const]),
  ];
}

function parseResource(query: URLSearchParams): { readonly resource?: ResourceKey; readonly resourceTab?: ResourceTab } {
  // Names of RBAC objects may hold a slash, so everything after the third one is the name.
  const [, group, kind, namespace, name] = /^([^/]*)\/([^/]+)\/([^/]*)\/(.+)$/.exec(query.get('resource') ?? '') ?? [];
  if (group === undefined || kind === undefined || namespace === undefined || name === undefined) return {};
  const tab = query.get('show');
  const resource = { group, kind, namespace, name };
  return tab !== null && isOneOf(RESOURCE_TABS, tab) ? { resource, resourceTab: tab } : { resource };
}

function resourceParameters(resource: ResourceKey | undefined, tab: ResourceTab | undefined): readonly (readonly [string, string])[] {
  if (resource === undefined) return [];
  return [['resource', keyText(resource)], ...(tab === undefined ? [] : [['show', tab] as const])];
}

function formatQuery(parameters: readonly (readonly [string, string])[]): string {
  if (parameters.length === 0) return '';
  // Slashes and colons are allowed in a query and read better as they are.
  const escape = (text: string): string => encodeURIComponent(text).replaceAll('%2F', '/').replaceAll('%3A', ':');
  return `?${parameters.map(([key, value]) => `${key}=${escape(value)}`).join('&')}`;
}

function isOneOf<const T extends string>(values: readonly T[], value: string): value is T {
  return values.some((candidate) => candidate === value);
}
