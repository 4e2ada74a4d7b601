import { setTimeout as delay } from 'node:timers/promises';
import type { Health } from '../../../shared/model/health.ts';
import type { KubeObject } from '../../../shared/model/kube.ts';
import { groupOf, keyOf, keyText } from '../../../shared/model/kube.ts';
import { assessHealth, isBeingDeleted, scriptHealth } from '../health/index.ts';
import type { LuaRunner } from '../scripts/index.ts';
import type { Customizations } from './customizations.ts';

/** The health of objects, by Argo CD's scripts where there is one for their kind, else by the rules that are built in. */
export interface ScriptedHealth {
  /** What is known now. Where a script has to answer first, that is asked for, and what was known last is told. */
  assess(object: KubeObject): Health | undefined;
  /** The health of exactly this version: waits for a script that has to answer first, which it does within its time limit. */
  judge(object: KubeObject): Promise<Health | undefined>;
  /** Waits for the first answers about these objects, for a while: what does not come in it is told by `subscribe`. */
  answered(objects: readonly KubeObject[]): Promise<void>;
  /** Told when an answer says something else than was known. */
  subscribe(listener: () => void): () => void;
}

interface Known {
  readonly version: string | undefined;
  readonly script: string;
  readonly health: Health;
}

/** Until a script has answered for the first time. */
const WAITING: Health = { status: 'Progressing', message: 'Its health script has not answered yet.' };
/** How long a first comparison waits for scripts that take their time. */
const PATIENCE_MS = 2_000;
/** Answers are small; past this many all are asked again as they are needed. */
const MOST_KNOWN = 20_000;

/** Each version of an object is asked about once, also where the script failed. */
export function createScriptedHealth(customizations: () => Customizations, lua: LuaRunner): ScriptedHealth {
  const known = new Map<string, Known>();
  const asking = new Map<string, { newest: KubeObject; readonly answer: Promise<void> }>();
  const listeners = new Set<() => void>();

  function ask(id: string, object: KubeObject, script: string): Promise<void> {
    const running = asking.get(id);
    if (running !== undefined) {
      running.newest = object;
      return running.answer;
    }
    const answer = lua.run(script, object).then((found) => {
      const health = scriptHealth(found);
      const before = known.get(id)?.health;
      if (known.size >= MOST_KNOWN) known.clear();
      known.set(id, { version: object.metadata.resourceVersion, script, health });
      const newest = asking.get(id)?.newest;
      asking.delete(id);
      // It changed while it was asked about.
      if (newest !== undefined && newest.metadata.resourceVersion !== object.metadata.resourceVersion) void ask(id, newest, script);
      if (before?.status !== health.status || before.message !== health.message) for (const listener of listeners) listener();
    });
    asking.set(id, { newest: object, answer });
    return answer;
  }

  function scriptOf(object: KubeObject): string | undefined {
    return isBeingDeleted(object) ? undefined : customizations().health(groupOf(object.apiVersion), object.kind);
  }

  return {
    assess(object) {
      const script = scriptOf(object);
      if (script === undefined) return assessHealth(object);
      const id = idOf(object);
      const last = known.get(id);
      if (last?.version !== object.metadata.resourceVersion || last?.script !== script) void ask(id, object, script);
      return last?.health ?? WAITING;
    },
    async judge(object) {
      const script = scriptOf(object);
      if (script === undefined) return assessHealth(object);
      const id = idOf(object);
      for (;;) {
        const last = known.get(id);
        if (last?.version === object.metadata.resourceVersion && last?.script === script) return last.health;
        // While another version is asked about, this one comes after it.
        await ask(id, object, script);
      }
    },
    async answered(objects) {
      const answers = objects.flatMap((object) => {
        const script = scriptOf(object);
        return script === undefined || known.has(idOf(object)) ? [] : [ask(idOf(object), object, script)];
      });
      if (answers.length === 0) return;
      const stop = new AbortController();
      await Promise.race([Promise.all(answers), delay(PATIENCE_MS, undefined, { signal: stop.signal }).catch(() => undefined)]);
      stop.abort();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

function idOf(object: KubeObject): string {
  return object.metadata.uid ?? keyText(keyOf(object));
}
