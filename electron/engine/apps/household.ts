import { isProtectedContext, isReadOnlyContext } from '../../../shared/model/context.ts';
import { saidWords } from '../../../shared/model/destination.ts';
import type { RemovalResult } from '../../../shared/model/operation.ts';
import type { Settings } from '../../../shared/model/settings.ts';
import type { ChildFiles } from './childFiles.ts';
import type { Household } from './children.ts';
import type { Controller } from './controlling.ts';
import type { Destinations } from './destinations.ts';
import { contextIn } from './destinations.ts';
import type { Hub } from './hub.ts';
import { readInventory } from './inventory.ts';
import type { RemovalWay } from './propagation.ts';

/** The applications that live in a home, as those that render others need them. */
export interface Residents {
  readonly home: string;
  readonly files: ChildFiles;
  readonly hub: Hub;
  readonly destinations: Destinations;
  /** Whether loops keep the home's applications compared, those that come later included. */
  running(): boolean;
  /** The controller of a name, where somebody asked for it already. */
  existing(name: string): Controller | undefined;
  controllerOf(name: string): Promise<Controller>;
  remove(name: string, way: RemovalWay & { readonly force: boolean }): Promise<readonly RemovalResult[]>;
}

/** What the rest of the home is for an application. `rules` are the settings' of now. */
export function createHousehold({ home, files, hub, destinations, ...residents }: Residents, rules: () => Settings['contexts']): Household {
  return {
    files,
    known(name) {
      const view = residents.existing(name)?.view;
      return view?.status.reconciledAt === undefined ? undefined : view;
    },
    async look(name) {
      if (residents.running()) return;
      const controller = await residents.controllerOf(name);
      if (controller.view.status.reconciledAt === undefined) await controller.refresh('fetch');
    },
    looped: () => residents.running(),
    async remove({ name, uid }, way) {
      const controller = await residents.controllerOf(name);
      controller.terminate();
      // What was never synced and has no cluster left nothing anywhere.
      const untouched = controller.destination.by === 'nobody' && (await readInventory(home, { name, uid })).pin === undefined;
      return residents.remove(name, { ...way, force: untouched });
    },
    refusesCascade(child, parent) {
      const context = contextIn(destinations.of(child));
      if (context === undefined) return undefined;
      const { readOnly, protected: patterns } = rules();
      // Whoever syncs the parent in this very context has confirmed it.
      const confirmed = contextIn(destinations.of(parent)) === context;
      const kind = isReadOnlyContext(context, readOnly) ? 'read-only' : !confirmed && isProtectedContext(context, patterns) ? 'protected' : undefined;
      return kind === undefined ? undefined : `The objects of ${child.name} are in the ${kind} context ${context}, and would go with it. Delete it by itself (app delete ${child.name}), or take its finalizer away in its file.`;
    },
    placeOf: (application) => contextIn(destinations.of(application)) ?? saidWords(application.spec.destination),
    subscribe: (listener) => hub.subscribe((event) => listener(event.type === 'view' ? event.view.metadata.name : event.name)),
  };
}
