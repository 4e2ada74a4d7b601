import type { StoredApplication } from '../../../shared/model/application.ts';
import { annotationOf } from '../../../shared/model/application.ts';
import type { ApplicationView } from '../../../shared/model/view.ts';
import type { Hub } from './hub.ts';

/** Applications that must be synced and healthy before this one is synced by itself: their names, separated by commas. */
const DEPENDS_ON = 'drydock.dev/depends-on';

/** The applications that one names in its annotation, each once. */
export function dependenciesOf(application: StoredApplication): readonly string[] {
  const names = (annotationOf(application, DEPENDS_ON) ?? '').split(',').map((name) => name.trim());
  return [...new Set(names.filter((name) => name !== ''))];
}

/** True where an application can be built upon. */
function isReady({ status }: ApplicationView): boolean {
  return status.sync.status === 'Synced' && status.health.status === 'Healthy';
}

/** What is asked of the home to find out whom an application waits for. */
export interface DependencySource {
  /** The application of a name; undefined where there is none that can be read. */
  application(name: string): Promise<StoredApplication | undefined>;
  /** Its last comparison, made now where there was none. */
  view(name: string): Promise<ApplicationView>;
}

/**
 * What an application waits for, each as a sentence: those it depends on that are missing, not synced or not healthy, or
 * the circle in which it stands. No application of a circle is compared for this, since each would wait for the next.
 */
export async function waitsOf(application: StoredApplication, source: DependencySource): Promise<readonly string[]> {
  const names = dependenciesOf(application);
  if (names.length === 0) return [];
  const circle = await circleFrom(application, source);
  if (circle !== undefined) return [`${application.name} depends on a circle: ${circle.join(' -> ')}. It is not synced by itself until ${DEPENDS_ON} of one of them is corrected.`];
  const waits = await Promise.all(
    names.map(async (name) => {
      if ((await source.application(name)) === undefined) return `It waits for ${name}, and there is no application of that name that can be read (${DEPENDS_ON}).`;
      const view = await source.view(name);
      if (isReady(view)) return undefined;
      return `It waits for ${name}, which is ${view.status.sync.status} and ${view.status.health.status}.`;
    }),
  );
  return waits.filter((wait) => wait !== undefined);
}

/** The way from an application back to one that was on it, by names; undefined where there is none. */
async function circleFrom(start: StoredApplication, { application }: DependencySource): Promise<readonly string[] | undefined> {
  const clear = new Set<string>();
  const visit = async (at: StoredApplication, trail: readonly string[]): Promise<readonly string[] | undefined> => {
    for (const name of dependenciesOf(at)) {
      const met = trail.indexOf(name);
      if (met >= 0) return [...trail.slice(met), name];
      const next = clear.has(name) ? undefined : await application(name);
      const circle = next === undefined ? undefined : await visit(next, [...trail, name]);
      if (circle !== undefined) return circle;
      clear.add(name);
    }
    return undefined;
  };
  return visit(start, [start.name]);
}

/** Tells the name of each application that becomes ready, stops being so, or is removed. Returns how to stop. */
export function followReadiness(hub: Hub, listener: (name: string) => void): () => void {
  const ready = new Set<string>();
  return hub.subscribe((event) => {
    const name = event.type === 'view' ? event.view.metadata.name : event.name;
    const now = event.type === 'view' && isReady(event.view);
    if (ready.has(name) === now) return;
    if (now) ready.add(name);
    else ready.delete(name);
    listener(name);
  });
}
