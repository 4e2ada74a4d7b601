import { expect, it } from 'vitest';
import { settingsSchema } from '../../../shared/model/settings.ts';
import { changedSettings, formOfSettings, numberProblem, settingsOfForm } from './form.ts';

const DEFAULTS = settingsSchema.parse({});

it('reads back what it shows', () => {
  expect(settingsOfForm(formOfSettings(DEFAULTS), DEFAULTS)).toEqual(DEFAULTS);
});

it('takes patterns with commas between, and leaves empty ones out', () => {
  const next = settingsOfForm({ ...formOfSettings(DEFAULTS), protected: ' *prod*, ,eu-* ,' }, DEFAULTS);
  expect(next?.contexts.protected).toEqual(['*prod*', 'eu-*']);
  expect(next !== undefined && changedSettings(DEFAULTS, next)).toBe(true);
});

it('argocd-cm can be left out', () => {
  const next = settingsOfForm({ ...formOfSettings(DEFAULTS), argocdConfigMap: false }, DEFAULTS);
  expect(next?.argocd.configMap).toBe(false);
  expect(next !== undefined && changedSettings(DEFAULTS, next)).toBe(true);
});

it.each([
  ['pollSeconds', '120', undefined],
  ['pollSeconds', '0', /At least 1/],
  ['pollSeconds', 'soon', /seconds/],
  ['pollSeconds', ' ', /seconds/],
  ['pollJitterSeconds', '0', undefined],
  ['pollJitterSeconds', '-1', /At least 0/],
  ['timeoutSeconds', 'Infinity', /seconds/],
] as const)('%s "%s"', (field, text, problem) => {
  if (problem === undefined) expect(numberProblem(field, text)).toBeUndefined();
  else {
    expect(numberProblem(field, text)).toMatch(problem);
    expect(settingsOfForm({ ...formOfSettings(DEFAULTS), [field]: text }, DEFAULTS)).toBeUndefined();
  }
});
