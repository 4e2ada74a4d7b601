import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { ErrorShape } from '../../shared/model/errors.ts';
import { errorShape } from '../../shared/model/errors.ts';
import type { HomeState } from '../../shared/model/home.ts';
import { reduceHome } from '../../shared/model/home.ts';
import type { Settings } from '../../shared/model/settings.ts';
import type { HostStatus } from '../client/index.ts';
import { host } from '../client/index.ts';

/** What all of the page knows: how it stands with the host, and the home's state as it was last told. */
export interface Home {
  readonly status: HostStatus;
  /** undefined until the first snapshot; it stays when the host is lost, and is old then. */
  readonly state: HomeState | undefined;
  /** Why there is no state. */
  readonly error: ErrorShape | undefined;
  /** Why a choice could not be saved; it holds until the page is loaded again. */
  readonly unsaved: ErrorShape | undefined;
}

const store = createStore<Home>(() => ({ status: host.status, state: undefined, error: undefined, unsaved: undefined }));

/** Follows the home from now on; called once, when the page starts. */
export function followHome(): void {
  host.onStatus((status) => store.setState({ status }));
  host.follow(
    'home',
    {},
    {
      onProgress: (message) => store.setState(({ state }) => ({ state: reduceHome(state, message), error: undefined })),
      onError: (error) => store.setState({ error }),
    },
  );
}

/** A part of what the page knows; the component is drawn again when that part changes. */
export function useHome<T>(select: (home: Home) => T): T {
  return useStore(store, select);
}

/** What the page knows now, for code outside of components. */
export function getHome(): Home {
  return store.getState();
}

/** Saves some of the page's own settings; what is chosen shows at once. Never throws: a failure is in `unsaved`. */
export async function savePageSettings(changes: Partial<Settings['page']>): Promise<void> {
  await save((settings) => ({ ...settings, page: { ...settings.page, ...changes } }));
}

/** Gives a context a colour of its own, or with undefined the one by its name again. Never throws, as `savePageSettings`. */
export async function saveContextColour(name: string, colour: number | undefined): Promise<void> {
  await save((settings) => {
    const { [name]: _before, ...others } = settings.contexts.colours;
    return { ...settings, contexts: { ...settings.contexts, colours: colour === undefined ? others : { ...others, [name]: colour } } };
  });
}

async function save(change: (settings: Settings) => Settings): Promise<void> {
  const { state } = store.getState();
  if (state === undefined) return;
  const settings = change(state.settings);
  store.setState({ state: { ...state, settings }, unsaved: undefined });
  try {
    await host.call('saveSettings', { settings });
  } catch (error) {
    store.setState({ unsaved: errorShape(error) });
  }
}

/** The failure to save was read. */
export function dismissUnsaved(): void {
  store.setState({ unsaved: undefined });
}
