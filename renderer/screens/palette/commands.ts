import type { HomeState } from '../../../shared/model/home.ts';
import type { ApplicationTab, Route } from '../../state/route.ts';
import { NO_FILTERS } from '../../state/route.ts';
import { paletteTexts as texts } from './texts.ts';

/** Something that the palette can do: go to a place, or act on the host. */
export type CommandAction =
  | { readonly kind: 'go'; readonly to: Route }
  | { readonly kind: 'context'; readonly name: string }
  | { readonly kind: 'refresh'; readonly application: string; readonly depth: 'fetch' | 'hard' }
  | { readonly kind: 'theme'; readonly theme: 'light' | 'dark' | 'system' }
  | { readonly kind: 'example' }
  | { readonly kind: 'help' };

export interface PaletteCommand {
  readonly id: string;
  readonly group: 'Applications' | 'Do' | 'Contexts' | 'Places';
  readonly label: string;
  /** A word at its right. */
  readonly detail?: string;
  /** Further words by which it is found. */
  readonly keywords: readonly string[];
  readonly action: CommandAction;
}

const TABS = ['plan', 'resources', 'history', 'events', 'settings'] as const satisfies readonly ApplicationTab[];

/** Everything that can be searched or done from here; what belongs to the application that is open comes first. */
export function paletteCommands(state: HomeState | undefined, open: string | undefined): readonly PaletteCommand[] {
  const applications = state?.applications ?? [];
  return [
    ...(open === undefined ? [] : ofApplication(open)),
    ...applications.map((item): PaletteCommand => ({ id: `app ${item.name}`, group: 'Applications', label: item.name, detail: item.context, keywords: [item.source.repoURL, item.project, item.namespace], action: { kind: 'go', to: { page: 'application', name: item.name, tab: 'graph' } } })),
    { id: 'new', group: 'Do', label: texts.newApplication, keywords: ['create', 'add'], action: { kind: 'go', to: { page: 'new' } } },
    ...(state?.example === undefined ? [{ id: 'example', group: 'Do', label: texts.example, keywords: ['demo', 'sandbox'], action: { kind: 'example' } } satisfies PaletteCommand] : []),
    ...(['light', 'dark', 'system'] as const).map((theme): PaletteCommand => ({ id: `theme ${theme}`, group: 'Do', label: texts.theme[theme], keywords: ['theme', 'colour', 'mode'], action: { kind: 'theme', theme } })),
    { id: 'help', group: 'Do', label: texts.help, detail: '?', keywords: ['help', 'shortcuts', 'keyboard'], action: { kind: 'help' } },
    { id: 'context', group: 'Contexts', label: texts.allContexts, keywords: ['switch', 'cluster'], action: { kind: 'context', name: '' } },
    ...(state?.contexts ?? []).map(({ name, server }): PaletteCommand => ({ id: `context ${name}`, group: 'Contexts', label: texts.switchTo(name), keywords: ['context', 'cluster', server], action: { kind: 'context', name } })),
    place(texts.applications, { page: 'applications', filters: NO_FILTERS }),
    place(texts.activity, { page: 'activity' }),
    place(texts.clusters, { page: 'clusters' }),
    place(texts.projects, { page: 'projects' }),
    ...(state?.projects ?? []).map(({ name }) => place(texts.project(name), { page: 'project', name })),
    place(texts.settings, { page: 'settings' }),
  ];
}

function ofApplication(name: string): PaletteCommand[] {
  return [
    ...TABS.map((tab): PaletteCommand => ({ id: `open ${tab}`, group: 'Do', label: texts.tab[tab](name), keywords: ['sync', tab], action: { kind: 'go', to: { page: 'application', name, tab } } })),
    { id: 'refresh', group: 'Do', label: texts.refresh(name), keywords: ['fetch', 'git'], action: { kind: 'refresh', application: name, depth: 'fetch' } },
    { id: 'hard', group: 'Do', label: texts.refreshHard(name), keywords: ['hard'], action: { kind: 'refresh', application: name, depth: 'hard' } },
  ];
}

function place(label: string, to: Route): PaletteCommand {
  return { id: `place ${label}`, group: 'Places', label, keywords: ['go'], action: { kind: 'go', to } };
}
