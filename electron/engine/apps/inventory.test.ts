import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Inventory, Scope } from './inventory.ts';
import { mergeScopes, operationsFolder, readInventory, scopeText, writeInventory } from './inventory.ts';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'drydock-inventory-'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

const APP = { name: 'app', uid: 'u1' };
const EMPTY: Inventory = { version: 1, uid: 'u1', scopes: [] };
const scope = (kind: string, namespace = 'n', group = ''): Scope => ({ group, kind, namespace });

describe('the inventory', () => {
  it('is empty where there is none', async () => {
    expect(await readInventory(home, APP)).toEqual(EMPTY);
  });

  it('is read as it was written', async () => {
    const inventory = { ...EMPTY, pin: 'uid:x', scopes: [scope('Service'), scope('Deployment', 'n', 'apps'), scope('Namespace', '')] };
    await writeInventory(home, 'app', inventory);
    expect(await readInventory(home, APP)).toEqual(inventory);
  });

  it('of an application that had the name before counts as none', async () => {
    await writeInventory(home, 'app', { ...EMPTY, uid: 'u0', pin: 'uid:x', scopes: [scope('Service')] });
    expect(await readInventory(home, APP)).toEqual(EMPTY);
  });

  it.each(['', 'scopes: [', 'version: 2\nuid: u1\nscopes: []\n', 'version: 1\nuid: u1\nscopes:\n  - kind: x\n'])('that is damaged is an error, never empty: %j', async (text) => {
    await mkdir(operationsFolder(home, 'app'), { recursive: true });
    await writeFile(join(operationsFolder(home, 'app'), 'inventory.yaml'), text);
    await expect(readInventory(home, APP)).rejects.toMatchObject({ code: 'application-invalid', message: expect.stringContaining('inventory.yaml is damaged') });
  });
});

describe('mergeScopes', () => {
  it.each<[string, Scope[][], string[]]>([
    ['nothing', [], []],
    ['one list', [[scope('B'), scope('A')]], ['/A/n', '/B/n']],
    ['each once', [[scope('A'), scope('B')], [scope('B'), scope('A'), scope('A', 'm')]], ['/A/m', '/A/n', '/B/n']],
    ['groups apart', [[scope('Ingress', 'n', 'extensions')], [scope('Ingress', 'n', 'networking.k8s.io')]], ['extensions/Ingress/n', 'networking.k8s.io/Ingress/n']],
  ])('%s', (_what, lists, expected) => {
    expect(mergeScopes(...lists).map(scopeText)).toEqual(expected);
  });
});
