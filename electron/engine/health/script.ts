import type { Health } from '../../../shared/model/health.ts';
import { HEALTH_ORDER } from '../../../shared/model/health.ts';
import type { JsonValue } from '../../../shared/model/json.ts';
import { isJsonObject } from '../../../shared/model/json.ts';

/** What a health.lua returned, as a health; a script that failed, or returned something else, gives Unknown with why (argo-cd util/lua/lua.go, ExecuteHealthLua). */
export function scriptHealth(answer: { readonly value: JsonValue } | { readonly error: string }): Health {
  if ('error' in answer) return { status: 'Unknown', message: `Its health script failed: ${answer.error}` };
  const { value } = answer;
  if (!isJsonObject(value)) return { status: 'Unknown', message: 'Its health script returned no table.' };
  const { status, message } = value;
  const known = HEALTH_ORDER.find((each) => each === status);
  if (known === undefined) return { status: 'Unknown', message: 'Lua returned an invalid health status' };
  return typeof message === 'string' && message !== '' ? { status: known, message } : { status: known };
}
