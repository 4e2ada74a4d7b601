import { describe, expect, it } from 'vitest';
import { settingsSchema } from './settings.ts';

const DEFAULTS = {
  version: 1,
  git: { pollSeconds: 120, pollJitterSeconds: 60, timeoutSeconds: 60 },
  selfHeal: { firstSeconds: 2, factor: 3, maxSeconds: 300 },
  contexts: { protected: ['*prod*'], readOnly: [], readOnlyDryRun: true, colours: {} },
  health: { scripts: '' },
  argocd: { configMap: true },
  page: { theme: 'system', layout: 'tiles', diff: 'split', graph: 'tree', orphans: false, context: '' },
};

describe('settingsSchema', () => {
  it.each<[unknown, object]>([
    [{}, DEFAULTS],
    [{ version: 1 }, DEFAULTS],
    [{ git: {} }, DEFAULTS],
    [{ git: { pollSeconds: 5 } }, { ...DEFAULTS, git: { ...DEFAULTS.git, pollSeconds: 5 } }],
    [{ selfHeal: { factor: 1 } }, { ...DEFAULTS, selfHeal: { ...DEFAULTS.selfHeal, factor: 1 } }],
    [{ contexts: { readOnly: ['audit'], colours: { prod: 8 } } }, { ...DEFAULTS, contexts: { ...DEFAULTS.contexts, readOnly: ['audit'], colours: { prod: 8 } } }],
    [{ git: { pollJitterSeconds: 0 } }, { ...DEFAULTS, git: { ...DEFAULTS.git, pollJitterSeconds: 0 } }],
  ])('%o', (given, expected) => {
    expect(settingsSchema.parse(given)).toEqual(expected);
  });

  it.each([{ version: 2 }, { git: { pollSeconds: 0 } }, { git: { pollSeconds: '5' } }, { git: { timeoutSeconds: -1 } }, { selfHeal: { factor: 0.5 } }, { contexts: { protected: [''] } }, { contexts: { readOnly: [''] } }, { contexts: { colours: { a: 9 } } }, { contexts: { colours: { a: 'red' } } }, { page: { theme: 'pink' } }, { git: null }, []])('refuses %o', (given) => {
    expect(settingsSchema.safeParse(given).success).toBe(false);
  });
});
