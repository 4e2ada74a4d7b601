/**
 * Scripts that others wrote, run where they may die: jq expressions of an application's `ignoreDifferences`, Argo CD's
 * Lua. Both languages are WebAssembly (jq-web, wasmoon) in a worker thread each, started when it is first needed. A
 * call has its time and no more; what does not end is ended with its thread, and the next call gets a new one.
 */
export type { JqAnswer, JqRunner } from './jq.ts';
export { createJqRunner } from './jq.ts';
export type { LuaRunner } from './lua.ts';
export { createLuaRunner } from './lua.ts';
