import type { ComponentType } from 'react';
import { createElement, lazy, useState } from 'react';

const application = later(() => import('./application/Application.tsx').then((module) => module.Application));
const newApplication = later(() => import('./new/NewApplication.tsx').then((module) => module.NewApplication));
const project = later(() => import('./projects/Project.tsx').then((module) => module.Project));

/** The places that need graphs, diffs and an editor, which are most of the page's code: the first picture comes without. */
export const Application = application.Part;
export const NewApplication = newApplication.Part;
export const Project = project.Part;

/** Loads them when the page has nothing else to do, so that opening them shows no wait. */
export function loadTheRest(): void {
  requestIdleCallback(() => void Promise.all([application.load(), newApplication.load(), project.load()]));
}

/**
 * A component whose code comes later. React's `lazy` alone waits even for what is there: it shows the fallback, and leaves
 * that for 300 ms. So what is loaded before it is first shown is drawn as any other component.
 */
function later<Props extends object>(get: () => Promise<ComponentType<Props>>) {
  let loaded: ComponentType<Props> | undefined;
  const load = async () => ({ default: (loaded ??= await get()) });
  const Waiting: ComponentType<Props> = lazy(load);
  function Part(props: Props) {
    // It stays what it was at first, so that nothing in it is lost when the other becomes possible.
    const [Chosen] = useState(() => loaded ?? Waiting);
    return createElement(Chosen, props);
  }
  return { Part, load };
}
