import { errorShape } from '../../../shared/model/errors.ts';
import type { JsonValue } from '../../../shared/model/json.ts';
import { stringifyJson } from '../../../shared/model/json.ts';
import type { KubeObject } from '../../../shared/model/kube.ts';
import { createRunner } from './runner.ts';

/** What a script returned, or why it returned nothing. */
export type LuaAnswer = { readonly value: JsonValue } | { readonly error: string };

/** Argo CD's Lua: a script that finds the object in `obj` and returns a table. */
export interface LuaRunner {
  /** Never rejects: what is wrong with the script is the answer. Scripts see one object, and nothing of the machine. */
  run(script: string, object: KubeObject): Promise<LuaAnswer>;
  close(): Promise<void>;
}

/** Argo CD's limit for one script (argo-cd util/lua/lua.go, runLua). */
const LIMIT_MS = 1_000;

/** What the worker is asked. */
export interface LuaQuestion {
  readonly script: string;
  readonly json: string;
}

/** `limitMs` is how long one script may take. */
export function createLuaRunner(limitMs = LIMIT_MS): LuaRunner {
  const runner = createRunner<LuaQuestion, LuaAnswer>({ source: 'luaWorker.ts', bundled: 'lua-worker.cjs', limitMs });
  return {
    async run(script, object) {
      try {
        return await runner.call({ script, json: stringifyJson(object) });
      } catch (error) {
        return { error: errorShape(error).message };
      }
    },
    close: () => runner.close(),
  };
}
