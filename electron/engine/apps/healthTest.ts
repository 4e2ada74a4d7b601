import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { DrydockError } from '../../../shared/model/errors.ts';
import type { Health } from '../../../shared/model/health.ts';
import type { JsonValue } from '../../../shared/model/json.ts';
import { isKubeObject } from '../../../shared/model/kube.ts';
import { scriptHealth } from '../health/index.ts';
import type { LuaRunner } from '../scripts/index.ts';

/** How one case of a `health_test.yaml` went; `problem` says why it failed. */
export interface HealthCase {
  /** The input's path below the folder. */
  readonly name: string;
  readonly problem?: string;
}

const testsSchema = z.object({
  tests: z.array(z.object({ inputPath: z.string(), healthStatus: z.object({ status: z.string().default(''), message: z.string().default('') }) })),
});

/**
 * Runs the cases of every `health.lua` below a folder, in Argo CD's own layout (argo-cd util/lua/health_test.go): its
 * `health_test.yaml` names inputs and what their health is, message included. Throws `usage` where nothing can be run.
 */
export async function testHealthScripts(folder: string, lua: LuaRunner, onCase: (result: HealthCase) => void): Promise<void> {
  const scripts = await findScripts(folder);
  if (scripts.length === 0) throw new DrydockError('usage', `Nothing was tested: there is no health.lua below ${folder}.`, { hint: 'The folder holds <group>/<Kind>/health.lua, as resource_customizations of Argo CD does.' });
  for (const place of scripts) {
    const script = await readFile(join(place, 'health.lua'), 'utf8');
    const name = (path: string) => relative(folder, join(place, path));
    let cases: z.output<typeof testsSchema>['tests'];
    try {
      cases = testsSchema.parse(parse(await readFile(join(place, 'health_test.yaml'), 'utf8'))).tests;
    } catch (error) {
      onCase({ name: name('health_test.yaml'), problem: `it cannot be read: ${firstLine(error)}` });
      continue;
    }
    for (const { inputPath, healthStatus } of cases) {
      const problem = await problemOf(script, join(place, inputPath), healthStatus, lua);
      onCase({ name: name(inputPath), ...(problem === undefined ? {} : { problem }) });
    }
  }
}

async function problemOf(script: string, input: string, expected: { readonly status: string; readonly message: string }, lua: LuaRunner): Promise<string | undefined> {
  let object: JsonValue;
  try {
    object = parse(await readFile(input, 'utf8'));
  } catch (error) {
    return `the input cannot be read: ${firstLine(error)}`;
  }
  if (!isKubeObject(object)) return 'the input is no object of Kubernetes';
  const health = scriptHealth(await lua.run(script, object));
  return health.status === expected.status && (health.message ?? '') === expected.message ? undefined : `expected ${words(expected)}, and got ${words(health)}`;
}

function words({ status, message = '' }: { readonly status: string; readonly message?: Health['message'] }): string {
  return message === '' ? status : `${status} "${message}"`;
}

async function findScripts(folder: string): Promise<readonly string[]> {
  try {
    const files = await readdir(folder, { recursive: true, withFileTypes: true });
    return files.filter((file) => file.isFile() && file.name === 'health.lua').map((file) => file.parentPath).toSorted();
  } catch (error) {
    throw new DrydockError('usage', `Nothing was tested: ${folder} cannot be read: ${firstLine(error)}`, { cause: error });
  }
}

function firstLine(error: unknown): string {
  return (error instanceof z.ZodError ? error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ') : error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
}
