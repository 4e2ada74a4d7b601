import { describe, expect, it } from 'vitest';
import { checkLayers, importsOf, RULES } from './layers.ts';

const FORBIDDEN: readonly (readonly [rule: string, from: string, source: string])[] = [
  ['shared is for everyone', 'shared/model/x.ts', `import { readFileSync } from 'node:fs';`],
  ['shared is for everyone', 'shared/model/x.ts', `import type { Engine } from '../../electron/engine/index.ts';`],
  ['the page knows only the contract', 'renderer/state/x.ts', `import { createEngine } from '../../electron/engine/index.ts';`],
  ['the engine stands alone', 'electron/engine/apps/x.ts', `import { main } from '../../cli/main.ts';`],
  ['the sandbox stands alone', 'electron/sandbox/x.ts', `import { diffResource } from '../engine/diff/index.ts';`],
  ['the engine has one door', 'electron/cli/x.ts', `export { buildPlan } from '../engine/plan/index.ts';`],
  ['Electron stays in its shell', 'electron/engine/apps/x.ts', `const { app } = await import('electron');`],
  ['rooms point downwards', 'electron/engine/git/x.ts', `import { openCluster } from '../cluster/index.ts';`],
  ['rooms point downwards', 'electron/engine/plan/x.ts', `import type { Controller } from '../apps/index.ts';`],
  ['pure rooms do no I/O', 'electron/engine/diff/x.ts', `import { request } from 'undici';`],
  ['pure rooms do no I/O', 'shared/merge/x.ts', `import { z } from 'node:fs/promises';`],
];

describe('layers', () => {
  it.each(FORBIDDEN)('%s: %s may not say %s', (rule, from, source) => {
    expect(checkLayers(importsOf(from, source)).join('\n')).toContain(rule);
  });

  it('has an import that must fail for every rule', () => {
    expect(new Set(FORBIDDEN.map(([rule]) => rule))).toEqual(new Set(RULES.map((rule) => rule.name)));
  });

  it('finds circles, through type imports too', () => {
    const edges = [
      ...importsOf('shared/a.ts', `import type { B } from './b.ts';`),
      ...importsOf('shared/b.ts', `export { c } from './c.ts';`),
      ...importsOf('shared/c.ts', `import { a } from './a.ts';`),
    ];
    expect(checkLayers(edges)).toEqual(['circular import: shared/a.ts -> shared/b.ts -> shared/c.ts -> shared/a.ts']);
  });

  it('lets the arrows run downwards', () => {
    const edges = [
      ...importsOf('electron/engine/apps/x.ts', `import { runSync } from '../sync/index.ts'; import { x } from '../../../shared/model/json.ts';`),
      ...importsOf('electron/cli/x.ts', `import { createEngine } from '../engine/index.ts';`),
    ];
    expect(checkLayers(edges)).toEqual([]);
  });
});
