/** Asked of real shells: the system's bash, and scripts that behave like shells in trouble. */
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Environment } from './loginEnvironment.ts';
import { loginEnvironment } from './loginEnvironment.ts';

let folder: string;
let own: Environment;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'drydock-login-'));
  own = { HOME: folder, PATH: '/usr/bin:/bin', SHELL: '/bin/bash', LANG: 'C' };
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function shell(name: string, script: string): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, `#!/bin/sh\n${script}\n`);
  await chmod(file, 0o755);
  return file;
}

describe.skipIf(!existsSync('/bin/bash'))('bash', () => {
  it('gives its PATH before the desktop\'s, and what only it sets; noise of its start-up files is no answer', async () => {
    await writeFile(
      join(folder, '.bash_profile'),
      `echo 'Welcome back: PATH=/nowhere'\nexport PATH="$HOME/bin:/opt/google/bin:$PATH"\nexport KUBECONFIG="$HOME/a:$HOME/b" NOTE=$'two\\nlines' LANG=other\necho 'bye' >&2\n`,
    );
    const { env, problem } = await loginEnvironment(own);
    expect(problem).toBeUndefined();
    expect(env).toMatchObject({ PATH: expect.stringMatching(new RegExp(`^${folder}/bin:/opt/google/bin:.*/usr/bin`)), KUBECONFIG: `${folder}/a:${folder}/b`, NOTE: 'two\nlines', LANG: 'C', HOME: folder });
    for (const name of ['_', 'SHLVL', 'PWD', 'DRYDOCK_RESOLVING_ENVIRONMENT']) expect(env).not.toHaveProperty(name);
  });

  it('what start-up files leave running is not waited for', async () => {
    await writeFile(join(folder, '.bash_profile'), 'sleep 60 & disown\nexport PATH="/late:$PATH"\n');
    const { env, problem } = await loginEnvironment(own);
    expect(problem).toBeUndefined();
    expect(env['PATH']).toMatch(/^\/late:.*\/usr\/bin/);
  });
});

describe('a shell that gives no answer', () => {
  it.each<[string, string, RegExp]>([
    ['hangs', 'sleep 60', /took longer than 0.3 seconds/],
    ['fails', 'exit 3', /did not tell its environment/],
    ['speaks another language', 'echo "error: unknown flag -l"', /did not tell its environment/],
    ['never stops talking', 'while :; do printf %4096s; done', /more than a megabyte|took longer/],
  ])('%s: the own environment is kept, and why is said', async (name, script, reason) => {
    const SHELL = await shell(name.replaceAll(' ', '-'), script);
    const result = await loginEnvironment({ ...own, SHELL }, { timeoutMs: name === 'hangs' ? 300 : 5_000 });
    expect(result.env).toEqual({ ...own, SHELL });
    expect(result.problem).toMatch(reason);
  });

  it('is missing, or not set', async () => {
    const missing = { ...own, SHELL: join(folder, 'none') };
    expect(await loginEnvironment(missing)).toEqual({ env: missing, problem: expect.stringMatching(/could not be asked.*ENOENT/) });
    const unset = { PATH: '/bin' };
    expect(await loginEnvironment(unset)).toEqual({ env: unset, problem: expect.stringContaining('No login shell') });
  });
});

it('an env without -0 is read line by line', async () => {
  const SHELL = await shell('lines', 'mark=$(printf %s "$4" | cut -d"\'" -f4); printf "%sPATH=/from/lines\\nA=b\\n%s" "$mark" "$mark"');
  const { env } = await loginEnvironment({ ...own, SHELL });
  expect(env).toMatchObject({ PATH: '/from/lines:/usr/bin:/bin', A: 'b' });
});
