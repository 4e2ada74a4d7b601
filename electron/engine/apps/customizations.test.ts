import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Customizations } from './customizations.ts';
import { customizationsOf, joinCustomizations, readCustomizations } from './customizations.ts';

describe('the scripts of a folder', () => {
  let folder: string;
  let found: Customizations;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'drydock-scripts-'));
    const files = {
      'example.com/Widget/health.lua': 'widget',
      'example.com/Widget/health_test.yaml': 'tests: []',
      'example.com/Widget/testdata/health.lua': 'not this one',
      'example.com/Widget/actions/discovery.lua': 'which',
      'example.com/Widget/actions/restart/action.lua': 'restart',
      'example.com/Widget/actions/testdata/action.lua': 'not this one',
      '_.crossplane.io/_/health.lua': 'any',
      's3.crossplane.io/Bucket/health.lua': 'bucket',
      'Pod/health.lua': 'pod',
      '.git/Widget/health.lua': 'not this one',
    };
    for (const [name, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), text);
    }
    found = await readCustomizations(folder);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each<[string, string, string | undefined]>([
    ['example.com', 'Widget', 'widget'],
    ['example.com', 'Gadget', undefined],
    ['', 'Pod', 'pod'],
    ['apps', 'Pod', undefined],
    ['db.crossplane.io', 'Table', 'any'],
    ['s3.crossplane.io', 'Bucket', 'bucket'],
    ['.git', 'Widget', undefined],
  ])('%s/%s', (group, kind, script) => {
    expect(found.health(group, kind)).toBe(script);
  });

  it('has actions by their names', () => {
    expect(found.actions('example.com', 'Widget')).toEqual({ discovery: 'which', byName: new Map([['restart', 'restart']]) });
    expect(found.actions('', 'Pod')).toBeUndefined();
  });

  it('says which folder cannot be read', async () => {
    await expect(readCustomizations(join(folder, 'missing'))).rejects.toMatchObject({ code: 'usage', message: expect.stringContaining(join(folder, 'missing')), hint: expect.stringContaining('health.scripts') });
  });
});

describe('the scripts of argocd-cm', () => {
  const found = customizationsOf({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'argocd-cm' },
    data: {
      url: 'https://argo.example',
      'resource.customizations.health.example.com_Widget': 'widget',
      'resource.customizations.health.Pod': 'pod',
      'resource.customizations.health.*.aws.crossplane.io_*': 'any',
      'resource.customizations.useOpenLibs.example.com_Widget': 'true',
      'resource.customizations.actions.example.com_Widget': 'discovery.lua: which\ndefinitions:\n- name: restart\n  action.lua: restart\n- name: broken\n',
      'resource.customizations': 'example.com/Old:\n  health.lua: old\n  actions: |\n    discovery.lua: which\n',
      'resource.customizations.actions.example.com_Bad': '{',
    },
  });
  it.each<[string, string, string | undefined]>([
    ['example.com', 'Widget', 'widget'],
    ['', 'Pod', 'pod'],
    ['s3.aws.crossplane.io', 'Bucket', 'any'],
    ['example.com', 'Old', 'old'],
    ['example.com', 'Bad', undefined],
  ])('%s/%s', (group, kind, script) => {
    expect(found.health(group, kind)).toBe(script);
  });

  it('has actions', () => {
    expect(found.actions('example.com', 'Widget')).toEqual({ discovery: 'which', byName: new Map([['restart', 'restart']]) });
    expect(found.actions('example.com', 'Old')?.discovery).toBe('which');
    expect(found.actions('example.com', 'Bad')).toEqual({ discovery: undefined, byName: new Map() });
  });

  it('comes before others', () => {
    const others: Customizations = { health: (_group, kind) => `other ${kind}`, actions: () => undefined };
    const joined = joinCustomizations(found, others);
    expect([joined.health('example.com', 'Widget'), joined.health('example.com', 'Gadget')]).toEqual(['widget', 'other Gadget']);
  });

  it('is nothing where there is no data', () => {
    expect(customizationsOf({ apiVersion: 'v1', kind: 'ConfigMap', metadata: {} }).health('', 'Pod')).toBeUndefined();
  });
});
