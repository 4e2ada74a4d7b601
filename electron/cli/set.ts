import { parseDocument } from 'yaml';
import { SELF_HEAL } from '../../shared/model/application.ts';
import { DrydockError } from '../../shared/model/errors.ts';
import type { JsonValue } from '../../shared/model/json.ts';
import type { Session, Work } from './session.ts';

/** The flags of `app set`, as in Argo CD's own command. */
export interface SetFlags {
  readonly repo?: string;
  readonly revision?: string;
  readonly path?: string;
  readonly destContext?: string;
  readonly destName?: string;
  readonly destNamespace?: string;
  readonly project?: string;
  readonly syncPolicy?: string;
  readonly autoPrune?: boolean;
  readonly selfHeal?: boolean;
  readonly allowEmpty?: boolean;
  /** Each adds `Name=value`, or replaces that of its name; `!Name` takes it out. */
  readonly syncOption?: readonly string[];
  readonly directoryRecurse?: boolean;
  readonly directoryInclude?: string;
  readonly directoryExclude?: string;
  readonly revisionHistoryLimit?: string;
  readonly dependsOn?: string;
}

/** Fields that `app unset` takes back to what holds without them. */
export interface UnsetFlags {
  readonly revision?: boolean;
  readonly path?: boolean;
  readonly syncPolicy?: boolean;
  readonly syncOption?: readonly string[];
  readonly directoryRecurse?: boolean;
  readonly directoryInclude?: boolean;
  readonly directoryExclude?: boolean;
  readonly revisionHistoryLimit?: boolean;
  readonly dependsOn?: boolean;
}

interface Change {
  readonly path: readonly string[];
  readonly value: JsonValue;
}

const SOURCE = ['spec', 'source'];
const SELF_HEAL_PATH = ['metadata', 'annotations', SELF_HEAL];
const AUTOMATED = ['spec', 'syncPolicy', 'automated'];
const OPTIONS = ['spec', 'syncPolicy', 'syncOptions'];
const DEPENDS_ON = ['metadata', 'annotations', 'drydock.dev/depends-on'];

/** Changes fields of an application's file; comments and everything else stay. */
export function setApplication(name: string, flags: SetFlags): Work {
  return async (session) => {
    const manifest = await readManifest(session, name);
    await change(session, name, setChanges(flags, manifest));
  };
}

/** Takes fields out of an application's file. */
export function unsetApplication(name: string, flags: UnsetFlags): Work {
  return async (session) => {
    const manifest = await readManifest(session, name);
    await change(session, name, unsetChanges(flags, manifest));
  };
}

async function change({ client, terminal }: Session, name: string, changes: readonly Change[]): Promise<void> {
  if (changes.length === 0) throw new DrydockError('usage', 'Nothing was changed: no field was named.', { hint: 'See the flags: app set --help, app unset --help.' });
  const application = await client.call('set', { name, changes: changes.map(({ path, value }) => ({ path: [...path], value: plain(value) })) });
  for (const warning of application.warnings) terminal.err(`${terminal.paint('yellow', 'warning:')} ${warning}`);
  terminal.out(`Application ${name} changed (${application.file}). See what a sync would do: app plan ${name}`);
}

/** JSON without integers beyond 2^53, of which a flag has none. */
function plain(value: JsonValue): ReturnType<typeof JSON.parse> {
  return JSON.parse(JSON.stringify(value));
}

async function readManifest({ client }: Session, name: string): Promise<Manifest> {
  const { yaml } = await client.call('read', { name });
  return parseDocument(yaml);
}

/** A file's YAML, as far as changes depend on what is there. */
type Manifest = Pick<ReturnType<typeof parseDocument>, 'getIn' | 'hasIn'>;

/** What `app set` changes. Throws `usage`. */
export function setChanges(flags: SetFlags, manifest: Manifest): readonly Change[] {
  const context = flags.destContext ?? flags.destName;
  return [
    ...given([...SOURCE, 'repoURL'], flags.repo),
    ...given([...SOURCE, 'targetRevision'], flags.revision),
    ...given([...SOURCE, 'path'], flags.path),
    ...given([...SOURCE, 'directory', 'recurse'], flags.directoryRecurse),
    ...given([...SOURCE, 'directory', 'include'], flags.directoryInclude),
    ...given([...SOURCE, 'directory', 'exclude'], flags.directoryExclude),
    ...given(['spec', 'destination', 'name'], context),
    // A server beside a name is refused by Argo CD; the context is what counts here.
    ...(context !== undefined && manifest.hasIn(['spec', 'destination', 'server']) ? [{ path: ['spec', 'destination', 'server'], value: null }] : []),
    ...given(['spec', 'destination', 'namespace'], flags.destNamespace),
    ...given(['spec', 'project'], flags.project),
    ...given(['spec', 'revisionHistoryLimit'], flags.revisionHistoryLimit === undefined ? undefined : wholeNumber('--revision-history-limit', flags.revisionHistoryLimit)),
    ...given(DEPENDS_ON, flags.dependsOn),
    ...policyChanges(flags, manifest),
    ...optionChanges(flags.syncOption ?? [], manifest),
  ];
}

/** What `app unset` changes; only what is there is taken out. */
export function unsetChanges(flags: UnsetFlags, manifest: Manifest): readonly Change[] {
  const paths: readonly (readonly [boolean | undefined, readonly string[]])[] = [
    [flags.revision, [...SOURCE, 'targetRevision']],
    [flags.path, [...SOURCE, 'path']],
    [flags.directoryRecurse, [...SOURCE, 'directory', 'recurse']],
    [flags.directoryInclude, [...SOURCE, 'directory', 'include']],
    [flags.directoryExclude, [...SOURCE, 'directory', 'exclude']],
    [flags.syncPolicy, AUTOMATED],
    [flags.revisionHistoryLimit, ['spec', 'revisionHistoryLimit']],
    [flags.dependsOn, DEPENDS_ON],
  ];
  const removed = paths.filter(([asked]) => asked === true).map(([, path]) => ({ path, value: null }));
  return [...removed, ...optionChanges((flags.syncOption ?? []).map((option) => `!${option.split('=')[0] ?? ''}`), manifest)];
}

function given(path: readonly string[], value: JsonValue | undefined): readonly Change[] {
  return value === undefined ? [] : [{ path, value }];
}

/** As `argocd app set`: `none` turns auto-sync off, `automated` on; the others need it on. Without it, self-heal is Drydock's own annotation; it is off where neither says it. */
function policyChanges(flags: SetFlags, manifest: Manifest): readonly Change[] {
  const policy = flags.syncPolicy;
  const alone: Change = { path: SELF_HEAL_PATH, value: flags.selfHeal === true ? 'true' : null };
  if (policy !== undefined && !['none', 'manual', 'automated', 'auto', 'automatic'].includes(policy)) throw new DrydockError('usage', `--sync-policy ${policy}: it is none or automated.`);
  const details = [
    ['prune', flags.autoPrune],
    ['selfHeal', flags.selfHeal],
    ['allowEmpty', flags.allowEmpty],
  ] as const;
  const wanted = details.filter(([, value]) => value !== undefined);
  if (policy === 'none' || policy === 'manual') {
    if (wanted.some(([, value]) => value === true)) throw new DrydockError('usage', '--auto-prune, --self-heal and --allow-empty need --sync-policy automated.');
    return [{ path: AUTOMATED, value: null }];
  }
  const on = manifest.hasIn(AUTOMATED) && manifest.getIn(AUTOMATED) !== null && manifest.getIn([...AUTOMATED, 'enabled']) !== false;
  if (policy === undefined && !on) {
    if (flags.autoPrune !== undefined || flags.allowEmpty !== undefined) throw new DrydockError('usage', '--auto-prune and --allow-empty need --sync-policy automated.');
    return flags.selfHeal === undefined ? [] : [alone];
  }
  if (!on && !manifest.hasIn([...AUTOMATED, 'enabled'])) return [{ path: AUTOMATED, value: Object.fromEntries(wanted) }];
  return [...(flags.selfHeal === false && manifest.hasIn(SELF_HEAL_PATH) ? [alone] : []), ...(on ? [] : [{ path: [...AUTOMATED, 'enabled'], value: true }]), ...wanted.map(([field, value]) => ({ path: [...AUTOMATED, field], value: value ?? null }))];
}

function optionChanges(wanted: readonly string[], manifest: Manifest): readonly Change[] {
  if (wanted.length === 0) return [];
  const options = new Map<string, string>();
  const node: unknown = manifest.getIn(OPTIONS);
  const before: unknown = typeof node === 'object' && node !== null && 'toJSON' in node && typeof node.toJSON === 'function' ? node.toJSON() : [];
  for (const option of Array.isArray(before) ? before.map(String) : []) options.set(option.split('=')[0] ?? '', option);
  for (const option of wanted) {
    const [optionName = '', value] = option.split('=');
    if (optionName.startsWith('!')) options.delete(optionName.slice(1));
    else if (value === undefined || value === '') throw new DrydockError('usage', `--sync-option ${option}: an option is Name=value, or !Name to take it out.`);
    else options.set(optionName, option);
  }
  return [{ path: OPTIONS, value: options.size === 0 ? null : [...options.values()] }];
}

/** A flag that is a whole number from 0 on. Throws `usage`. */
function wholeNumber(flag: string, text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new DrydockError('usage', `${flag} ${text}: it is a whole number.`);
  return Number(text);
}
