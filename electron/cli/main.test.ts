/** The built terminal with arguments that are wrong, or that ask for nothing of a cluster. */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Finished } from '../../test/helpers/terminal.ts';
import { drydock } from '../../test/helpers/terminal.ts';

let folder: string;
let env: NodeJS.ProcessEnv;
const run = (...args: string[]): Promise<Finished> => drydock(args, env);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'drydock-cli-'));
  const kubeconfig = join(folder, 'kubeconfig');
  await writeFile(kubeconfig, JSON.stringify({ clusters: [{ name: 'c', cluster: { server: 'https://127.0.0.1:1' } }], users: [{ name: 'u', user: {} }], contexts: [{ name: 'here', context: { cluster: 'c', user: 'u' } }], 'current-context': 'here' }));
  env = { ...process.env, HOME: folder, DRYDOCK_HOME: join(folder, 'home'), KUBECONFIG: kubeconfig };
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const CREATE = ['app', 'create', 'web', '--repo', 'https://x', '--dest-context', 'here'];

describe('wrong use', () => {
  it.each<[string, string[], RegExp]>([
    ['no command', [], /Usage: drydock/],
    ['an unknown command', ['aap'], /unknown command 'aap'/],
    ['an unknown verb', ['app', 'lst'], /unknown command 'lst'/],
    ['an unknown flag', ['app', 'list', '--colour'], /unknown option '--colour'/],
    ['a missing name', ['app', 'get'], /missing required argument 'name'/],
    ['too many arguments', ['app', 'get', 'a', 'b'], /too many arguments/],
    ['an unknown format', ['app', 'list', '-o', 'xml'], /argument 'xml' is invalid/],
    ['an application that is not there', ['app', 'get', 'nothing'], /There is no application "nothing"/],
    ['a plan of one that is not there', ['app', 'plan', 'nothing'], /There is no application "nothing"/],
    ['a name that leads elsewhere', ['app', 'delete', '../x', '--yes'], /There is no application/],
    ['create without a name', ['app', 'create'], /needs a name, or -f/],
    ['create without repository and context', ['app', 'create', 'web'], /needs --repo and --dest-context/],
    ['create with a name that is none', [...CREATE.slice(0, 2), 'Web', ...CREATE.slice(3)], /metadata\.name/],
    ['create with another policy', [...CREATE, '--sync-policy', 'sometimes'], /--sync-policy sometimes/],
    ['self-heal without automated', [...CREATE, '--self-heal'], /need --sync-policy automated/],
    ['a file that is not there', ['app', 'create', '-f', '/nowhere/app.yaml'], /\/nowhere\/app\.yaml could not be read/],
    ['a wait that is no number', ['app', 'wait', 'web', '--timeout', 'soon'], /--timeout soon/],
    ['a deletion by a policy that there is not', ['app', 'delete', 'web', '--propagation-policy', 'later'], /argument 'later' is invalid/],
    ['a history id that is none', ['app', 'rollback', 'web', 'x'], /"x" is no history id/],
  ])('%s: exit code 2, said on standard error, and nothing written', async (_what, args, says) => {
    const { code, stdout, stderr } = await run(...args);
    expect(stderr).toMatch(says);
    expect(stdout).toBe('');
    expect(code).toBe(2);
    expect(existsSync(join(folder, 'home', 'applications'))).toBe(false);
  });
});

describe('without a cluster', () => {
  it.each([['--help'], ['app', '--help'], ['app', 'sync', '--help'], ['help', 'app']])('help: %s %s', async (...args: string[]) => {
    const { code, stdout, stderr } = await run(...args.filter((each) => each !== undefined));
    expect(stdout).toContain('Usage: drydock');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  it('lists contexts and no applications', async () => {
    expect(await run('context', 'list', '-o', 'json')).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('"name": "here"') });
    expect(await run('app', 'list')).toMatchObject({ code: 0, stdout: expect.stringContaining('No applications yet.') });
    expect(JSON.parse((await run('app', 'list', '-o', 'json')).stdout)).toEqual([]);
  });

  it('creates an application below --home, once', async () => {
    const home = join(folder, 'another home');
    const args = ['--home', home, ...CREATE, '--sync-policy', 'automated', '--auto-prune', '--directory-recurse'];
    expect(await run(...args)).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('Application web created') });
    expect(await readdir(join(home, 'applications'))).toEqual(['web.yaml']);
    const text = await readFile(join(home, 'applications', 'web.yaml'), 'utf8');
    for (const part of ['prune: true', 'recurse: true', 'name: here', 'repoURL: https://x']) expect(text).toContain(part);
    expect(await run(...args)).toMatchObject({ code: 2, stderr: expect.stringContaining('There is already an application "web"') });
    expect(await readFile(join(home, 'applications', 'web.yaml'), 'utf8')).toBe(text);
  });

  it('a question that nobody can answer is not a yes', async () => {
    const home = join(folder, 'asked');
    await mkdir(home);
    await run('--home', home, ...CREATE);
    expect(await run('--home', home, 'app', 'delete', 'web', '--force')).toMatchObject({ code: 2, stderr: expect.stringContaining('--yes') });
    expect(await readdir(join(home, 'applications'))).toEqual(['web.yaml']);
    expect(await run('--home', home, 'app', 'delete', 'web', '--force', '--yes')).toMatchObject({ code: 0 });
    expect(await readdir(join(home, 'applications'))).toEqual([]);
  });

  it('a dead cluster and repository are exit code 20', async () => {
    const home = join(folder, 'dead');
    await run('--home', home, ...CREATE.slice(0, 4), join(folder, 'no-repository'), ...CREATE.slice(5));
    const { code, stderr } = await run('--home', home, 'app', 'plan', 'web');
    expect(stderr).toMatch(/^Error: /);
    expect(code).toBe(20);
  });
});
