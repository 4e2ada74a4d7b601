import { expect, it } from 'vitest';
import { optionWarning } from './optionWords.ts';

it.each([
  'CreateNamespace=true',
  'PruneLast=true',
  'Prune=confirm',
  'Delete=false',
  'Replace=true',
  'Force=true',
  'FailOnSharedResource=true',
  'SkipDryRunOnMissingResource=true',
  'ApplyOutOfSyncOnly=true',
  'RespectIgnoreDifferences=true',
  'ServerSideApply=true',
  'PrunePropagationPolicy=background',
])('%s has its effect', (option) => {
  expect(optionWarning(option)).toBeUndefined();
});

it.each([
  ['ServerSideApply=false', /no effect here: Drydock always applies server-side/],
  ['Validate=false', /no effect here: a server-side apply is always held against the schema/],
  ['ApplyOutOfSyncOnly=false', /is sent nothing/],
  ['PrunePropagationPolicy=sideways', /no effect here yet/],
  ['Replace=perhaps', /no effect here yet/],
  ['Unheard', /no effect here yet/],
])('%s is warned of', (option, words) => {
  expect(optionWarning(option)).toMatch(words);
});
