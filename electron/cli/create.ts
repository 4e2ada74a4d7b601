import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { text as readText } from 'node:stream/consumers';
import { stringify } from 'yaml';
import { DrydockError } from '../../shared/model/errors.ts';
import type { Work } from './session.ts';
import { printJson } from './terminal.ts';

/** The flags of `app create`, as in Argo CD's own command. */
export interface CreateFlags {
  readonly file?: string;
  readonly repo?: string;
  readonly revision?: string;
  readonly path?: string;
  readonly destContext?: string;
  readonly destNamespace?: string;
  readonly project?: string;
  readonly syncPolicy?: string;
  readonly autoPrune?: boolean;
  readonly selfHeal?: boolean;
  readonly directoryRecurse?: boolean;
  readonly syncOption?: readonly string[];
  readonly output?: string;
}

/** Creates an application from a file, or from a name and flags. */
export function createApplication(name: string | undefined, flags: CreateFlags): Work {
  return async ({ client, terminal }) => {
    const { text, from } = flags.file === undefined ? { text: manifestOf(name, flags), from: 'app create' } : await readManifest(flags.file);
    const application = await client.call('create', { yaml: text, from });
    for (const warning of application.warnings) terminal.err(`${terminal.paint('yellow', 'warning:')} ${warning}`);
    if (flags.output === 'json') printJson(terminal, application.manifest);
    else terminal.out(`Application ${application.name} created (${application.file}). See what a sync would do: app plan ${application.name}`);
  };
}

async function readManifest(file: string): Promise<{ text: string; from: string }> {
  try {
    return { text: file === '-' ? await readText(process.stdin) : await readFile(resolve(file), 'utf8'), from: file };
  } catch (error) {
    throw new DrydockError('usage', `${file} could not be read: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

function manifestOf(name: string | undefined, flags: CreateFlags): string {
  if (name === undefined) throw new DrydockError('usage', 'app create needs a name, or -f with a file.', { hint: 'app create NAME --repo URL --dest-context CONTEXT' });
  const required = [
    ['--repo', flags.repo],
    ['--dest-context', flags.destContext],
  ] as const;
  const missing = required.filter(([, value]) => value === undefined || value === '').map(([flag]) => flag);
  if (missing.length > 0) throw new DrydockError('usage', `app create ${name} needs ${missing.join(' and ')}.`, { hint: '"context list" shows the contexts.' });
  const policy = flags.syncPolicy ?? 'none';
  if (!['none', 'manual', 'automated', 'auto', 'automatic'].includes(policy)) {
    throw new DrydockError('usage', `--sync-policy ${policy}: it is none or automated.`);
  }
  const automated = policy.startsWith('auto');
  if (!automated && (flags.autoPrune === true || flags.selfHeal === true)) {
    throw new DrydockError('usage', '--auto-prune and --self-heal need --sync-policy automated.');
  }
  return stringify({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name },
    spec: {
      project: flags.project ?? 'default',
      source: {
        repoURL: flags.repo,
        targetRevision: flags.revision ?? 'HEAD',
        path: flags.path ?? '.',
        ...(flags.directoryRecurse === true ? { directory: { recurse: true } } : {}),
      },
      destination: { name: flags.destContext, namespace: flags.destNamespace ?? 'default' },
      ...(automated || (flags.syncOption ?? []).length > 0
        ? {
            syncPolicy: {
              ...(automated ? { automated: { ...(flags.autoPrune === true ? { prune: true } : {}), ...(flags.selfHeal === true ? { selfHeal: true } : {}) } } : {}),
              ...((flags.syncOption ?? []).length > 0 ? { syncOptions: flags.syncOption } : {}),
            },
          }
        : {}),
    },
  });
}
