import { parentPort } from 'node:worker_threads';
import wasmoon from 'wasmoon';
import type { LuaAnswer, LuaQuestion } from './lua.ts';
import type { WorkerMessage } from './runner.ts';

/** What one script may hold. */
const MEMORY_BYTES = 32 * 1024 * 1024;
/**
 * Scripts are written for Lua 5.1 without the libraries that reach the machine (argo-cd util/lua/lua.go, oslib_safe.go);
 * this one is 5.4 and has them.
 */
const PRELUDE = `
unpack = table.unpack; loadstring = load; table.getn = function(t) return #t end; math.pow = function(a, b) return a ^ b end
local clock = { time = os.time, date = os.date, clock = os.clock, difftime = os.difftime }
os = clock; package.loaded.os = clock
io = nil; package.loaded.io = nil; debug = nil; package.loaded.debug = nil
dofile = nil; loadfile = nil; package.loadlib = nil; package.searchpath = nil; package.path = ''; package.cpath = ''
print = function() end
`;

const factory = new wasmoon.LuaFactory();
const send = (message: WorkerMessage<LuaAnswer>): void => parentPort?.postMessage(message);

async function answerOf({ script, json }: LuaQuestion): Promise<LuaAnswer> {
  const lua = await factory.createEngine({ openStandardLibs: true, injectObjects: false, enableProxy: false, traceAllocations: true });
  try {
    lua.global.setMemoryMax(MEMORY_BYTES);
    lua.doStringSync(PRELUDE);
    lua.global.set('obj', withoutNulls(JSON.parse(json)));
    const value: unknown = lua.doStringSync(script);
    // Functions, loops in tables and the like are no JSON, and an error here.
    return { value: JSON.parse(JSON.stringify(value ?? null)) };
  } catch (error) {
    return { error: wordsOf(error instanceof Error ? error.message : String(error)) };
  } finally {
    lua.global.close();
  }
}

/** Lua has no null: a field that is null is not there. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((item) => item !== null).map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).flatMap(([name, item]) => (item === null ? [] : [[name, withoutNulls(item)]])));
}

/** Lua names a script by its own text. */
function wordsOf(text: string): string {
  return text.replace(/\[string ".*?"\]:(\d+): /gs, 'line $1: ').split('\n')[0] ?? text;
}

// The first engine loads the WebAssembly; only then do answers count.
void factory.createEngine().then((first) => {
  first.global.close();
  parentPort?.on('message', (question: LuaQuestion) => void answerOf(question).then((answer) => send({ kind: 'answer', answer })));
  send({ kind: 'ready' });
});
