import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ProjectStore } from './projectStore.ts';
import { createProjectStore } from './projectStore.ts';

let home: string;
let store: ProjectStore;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'drydock-projects-'));
  store = createProjectStore(home);
});
afterEach(() => rm(home, { recursive: true, force: true }));

const fileOf = (name: string) => join(home, 'projects', name);
async function put(name: string, text: string): Promise<void> {
  await mkdir(join(home, 'projects'), { recursive: true });
  await writeFile(fileOf(name), text);
}
const yaml = (name = 'team', more = '') => `# Team A's.
apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata:
  name: ${name} # its name
spec:
  sourceRepos:
    - 'https://example.com/*' # all of ours
  destinations:
    - name: kind
      namespace: team-*
  roles:
    - name: reader
${more}`;

describe('files', () => {
  it('are created with comments and unknown fields, which are warned of', async () => {
    const project = await store.create(yaml(), 'test');
    expect(project).toMatchObject({ name: 'team', file: fileOf('team.yaml'), warnings: ['spec.roles is kept, but has no effect here.'] });
    expect(await readFile(fileOf('team.yaml'), 'utf8')).toBe(yaml());
    await expect(store.create(yaml(), 'test')).rejects.toMatchObject({ code: 'already-exists' });
  });

  it('that are edited by hand are read anew, also where the length stays', async () => {
    await store.create(yaml(), 'test');
    expect((await store.get('team')).spec.destinations).toMatchObject([{ namespace: 'team-*' }]);
    await put('team.yaml', yaml().replace('team-*', 'mine-*'));
    expect((await store.get('team')).spec.destinations).toMatchObject([{ namespace: 'mine-*' }]);
  });

  it('keep comments when fields are set and removed', async () => {
    await store.create(yaml(), 'test');
    const project = await store.set('team', [{ path: ['spec', 'description'], value: 'ours' }, { path: ['spec', 'destinations'], value: null }]);
    expect(project.spec).toMatchObject({ description: 'ours', sourceRepos: ['https://example.com/*'] });
    expect(project.spec.destinations).toBeUndefined();
    const text = await readFile(fileOf('team.yaml'), 'utf8');
    for (const part of ["# Team A's.", '# its name', '# all of ours', 'name: reader']) expect(text).toContain(part);
  });

  it('are replaced only if they are as they were read', async () => {
    await store.create(yaml(), 'test');
    const { yaml: base } = await store.read('team');
    await put('team.yaml', yaml('team', '  description: theirs\n'));
    await expect(store.replace('team', yaml('team', '  description: mine\n'), base)).rejects.toMatchObject({ code: 'conflict' });
    const now = await store.read('team');
    expect((await store.replace('team', yaml('team', '  description: mine\n'), now.yaml)).spec.description).toBe('mine');
    await expect(store.replace('team', yaml('other'), (await store.read('team')).yaml)).rejects.toMatchObject({ code: 'project-invalid', message: expect.stringMatching(/keeps its name/) });
  });

  it('go', async () => {
    await store.create(yaml(), 'test');
    await store.remove('team');
    await expect(store.get('team')).rejects.toMatchObject({ code: 'not-found' });
    await expect(store.remove('team')).rejects.toMatchObject({ code: 'not-found' });
    await expect(store.get('../team')).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('broken files', () => {
  it.each<[string, string, RegExp]>([
    ['no YAML', 'a: [', /team\.yaml:1: this is not valid YAML/],
    ['another kind', yaml().replace('AppProject', 'Application'), /team\.yaml:3: kind: kind must be AppProject/],
    ['a wrong value', yaml().replace("- 'https://example.com/*' # all of ours", '- [x]'), /team\.yaml:8: spec\.sourceRepos\.0/],
    ['a bad schedule', yaml('team', '  syncWindows:\n    - kind: deny\n      schedule: often\n      duration: 1h\n'), /team\.yaml:16: spec\.syncWindows\.0\.schedule: "often" is no cron expression/],
    ['a bad glob', yaml().replace('team-*', 'team-['), /team\.yaml:1\d: spec\.destinations\.0: The pattern "team-\["/],
    ['a window of neither kind', yaml('team', '  syncWindows:\n    - kind: maybe\n      schedule: "* * * * *"\n      duration: 1h\n'), /a window is "allow" or "deny"/],
    ['the name of another file', yaml('other'), /the file is named after "team"/],
  ])('%s: shown with the place, and left alone', async (_what, text, message) => {
    await put('team.yaml', text);
    await put('good.yaml', yaml('good'));
    const { projects, broken } = await store.list();
    expect(projects.map(({ name }) => name)).toEqual(['default', 'good']);
    expect(broken).toMatchObject([{ name: 'team', file: fileOf('team.yaml'), error: { code: 'project-invalid', message: expect.stringMatching(message) } }]);
    await expect(store.get('team')).rejects.toMatchObject({ message: expect.stringMatching(message) });
    expect(await readFile(fileOf('team.yaml'), 'utf8')).toBe(text);
  });
});

describe('default', () => {
  it('is there without a file and allows everything', async () => {
    expect(await store.get('default')).toMatchObject({ name: 'default', spec: { sourceRepos: ['*'], clusterResourceWhitelist: [{ group: '*', kind: '*' }] } });
    expect((await store.list()).projects).toMatchObject([{ name: 'default' }]);
  });

  it('gets a file when it is changed', async () => {
    const project = await store.set('default', [{ path: ['spec', 'sourceRepos'], value: ['https://only/*'] }]);
    expect(project.file).toBe(fileOf('default.yaml'));
    expect((await store.get('default')).spec.sourceRepos).toEqual(['https://only/*']);
  });

  it('that is broken allows nothing', async () => {
    await put('default.yaml', 'kind: [');
    await expect(store.get('default')).rejects.toMatchObject({ code: 'project-invalid' });
    expect((await store.list()).projects).toEqual([]);
  });
});
