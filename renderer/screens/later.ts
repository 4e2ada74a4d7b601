import { lazy } from 'react';

const loadApplication = () => import('./application/Application.tsx').then(({ Application }) => ({ default: Application }));
const loadNewApplication = () => import('./new/NewApplication.tsx').then(({ NewApplication }) => ({ default: NewApplication }));

/** The two places that need graphs, diffs and an editor, which are most of the page's code: the first picture comes without. */
export const Application = lazy(loadApplication);
export const NewApplication = lazy(loadNewApplication);

/** Loads them when the page has nothing else to do, so that opening them shows no wait. */
export function loadTheRest(): void {
  requestIdleCallback(() => void Promise.all([loadApplication(), loadNewApplication()]));
}
