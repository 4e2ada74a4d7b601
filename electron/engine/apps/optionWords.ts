import { isPropagationOption } from './propagation.ts';

/** Sync options that have an effect here, each with the values that do (PARITY "Syncing"). */
const KNOWN: Readonly<Record<string, readonly string[]>> = {
  ApplyOutOfSyncOnly: ['true'],
  CreateNamespace: ['true', 'false'],
  Delete: ['true', 'false', 'confirm'],
  FailOnSharedResource: ['true', 'false'],
  Force: ['true', 'false'],
  Prune: ['true', 'false', 'confirm'],
  PruneLast: ['true', 'false'],
  Replace: ['true', 'false'],
  RespectIgnoreDifferences: ['true', 'false'],
  ServerSideApply: ['true'],
  SkipDryRunOnMissingResource: ['true', 'false'],
  Validate: ['true'],
};

/** Options that ask for something that Drydock never does, with what it does instead. */
const REFUSED: Readonly<Record<string, string>> = {
  'ApplyOutOfSyncOnly=false': 'an object that is as Git says is sent nothing.',
  'ServerSideApply=false': 'Drydock always applies server-side.',
  'Validate=false': 'a server-side apply is always held against the schema by the server.',
};

/** What of a sync option has no effect, as a sentence; undefined where it has one. */
export function optionWarning(option: string): string | undefined {
  const [name = '', value = ''] = option.split('=', 2);
  if (isPropagationOption(option) || KNOWN[name]?.includes(value) === true) return undefined;
  const instead = REFUSED[option];
  return `spec.syncPolicy.syncOptions: ${option} is kept, but has no effect here${instead === undefined ? ' yet.' : `: ${instead}`}`;
}
