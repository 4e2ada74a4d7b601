import { keyWords } from '../../shared/model/kube.ts';
import { findObject } from './find.ts';
import type { Work } from './session.ts';
import type { OutputFlags } from './show.ts';
import { printJson, table } from './terminal.ts';

/** Which object of the application. */
export interface ActionFlags extends OutputFlags {
  readonly group?: string;
  readonly kind: string;
  readonly resourceName: string;
  readonly namespace?: string;
  /** The name of a protected context, typed in full. */
  readonly confirmContext?: string;
}

/** What can be done with one object, as Argo CD's scripts say. */
export function listActions(application: string, flags: ActionFlags): Work {
  return async (session) => {
    const { client, terminal, signal } = session;
    const key = await findObject(session, application, wanted(flags));
    const actions = await client.call('actions', { name: application, key }, { signal });
    if (flags.output === 'json') return printJson(terminal, actions);
    if (actions.length === 0) return terminal.out(`Nothing is known that can be done with ${keyWords(key)}: Argo CD's scripts have no actions for it.`);
    for (const line of table([['ACTION', 'DISABLED'], ...actions.map(({ name, disabled }) => [name, String(disabled)])])) terminal.out(line);
  };
}

/** Does one of these things. */
export function runAction(application: string, action: string, flags: ActionFlags): Work {
  return async (session) => {
    const { client, terminal, signal } = session;
    const key = await findObject(session, application, wanted(flags));
    const results = await client.call('runAction', { name: application, key, action, ...(flags.confirmContext === undefined ? {} : { confirmContext: flags.confirmContext }) }, { signal });
    if (flags.output === 'json') return printJson(terminal, results);
    for (const { key: of, operation } of results) terminal.out(`${keyWords(of)} ${operation}`);
  };
}

function wanted({ group, kind, resourceName, namespace }: ActionFlags) {
  return { group, kind, name: resourceName, namespace };
}
