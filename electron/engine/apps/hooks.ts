import type { KubeObject } from '../../../shared/model/kube.ts';
import type { Blocked } from '../../../shared/model/plan.ts';
import type { Hook } from '../../../shared/model/steps.ts';
import { ownershipOf } from '../../../shared/model/tracking.ts';
import type { Cluster } from '../cluster/index.ts';
import { diffResource, tooLarge } from '../diff/index.ts';
import type { Row } from '../plan/index.ts';
import { dryRunCreate } from './dryRun.ts';
import type { DesiredObject } from './pair.ts';

/** A hook in Git, and what the cluster has under its name. */
export interface HookQuestion {
  readonly desired: DesiredObject;
  readonly live: KubeObject | undefined;
  /** Why the cluster could not be read there. */
  readonly unreadable: Blocked | undefined;
}

/**
 * The rows of a hook, one for each of its phases. It is run again whatever the cluster has of it, so that it is shown,
 * and asked for by a dry run, as an object that is created. Throws only where the cluster itself fails.
 */
export async function hookRows(cluster: Cluster, application: { readonly name: string; readonly uid: string }, { desired, live, unreadable }: HookQuestion, signal?: AbortSignal): Promise<readonly Row[]> {
  const { key, object, origin, hook } = desired;
  if (hook === undefined) return [];
  const refused = await refusal(cluster, desired, signal);
  const blocked = unreadable ?? desired.blocked ?? refused.blocked;
  const row: Row = {
    key,
    apiVersion: object.apiVersion,
    finding: blocked === undefined ? 'hook' : 'blocked',
    desired: object,
    origin,
    ownership: live === undefined ? { kind: 'none' } : ownershipOf(live, application),
    diff: diffResource({ desired: object, live: undefined }),
    ...(blocked === undefined ? {} : { blocked }),
    takesOver: [],
    notes: [...(refused.note === undefined ? [] : [refused.note]), ...hookNotes(hook, object, live)],
  };
  return hook.phases.map((phase) => ({ ...row, hook: { phase, policies: hook.policies } }));
}

/** Why the server would not take it, or what keeps it from being asked. */
async function refusal(cluster: Cluster, { object, resource, blocked, awaits }: DesiredObject, signal: AbortSignal | undefined): Promise<{ readonly blocked?: Blocked; readonly note?: string }> {
  if (blocked !== undefined) return {};
  const size = tooLarge(object);
  if (size !== undefined) return { blocked: { reason: 'too-large', message: size } };
  const unchecked = (why: string) => ({ note: `not checked by the server yet: ${why}` });
  if (resource === undefined) return unchecked(`${awaits ?? 'its kind'} comes in the same sync`);
  const refused = await dryRunCreate(cluster, resource, underAnyName(object), signal);
  if (refused?.blocked?.reason === 'missing-namespace' && awaits !== undefined) return unchecked(`${awaits} comes in the same sync`);
  if (refused === undefined) return {};
  return refused.blocked === undefined ? unchecked(refused.why) : { blocked: refused.blocked };
}

/** The object under a name that is free, so that a dry run of its creation does not fail for the one that is there. */
export function underAnyName(object: KubeObject): KubeObject {
  const { name, ...metadata } = object.metadata;
  return name === undefined ? object : { ...object, metadata: { ...metadata, generateName: `${name.slice(0, 50)}-` } };
}

function hookNotes({ policies }: Hook, object: KubeObject, live: KubeObject | undefined): readonly string[] {
  const before = policies.includes('BeforeHookCreation');
  return [
    ...(object.metadata.name === undefined ? ['gets a name of its own at each sync'] : []),
    ...(live === undefined ? [] : [before ? 'the one that is there is deleted first' : 'is applied over the one that is there (hook-delete-policy)']),
    ...(policies.includes('HookSucceeded') && policies.includes('HookFailed') ? ['is deleted when it has ended'] : policies.includes('HookSucceeded') ? ['is deleted when it has succeeded'] : policies.includes('HookFailed') ? ['is deleted when it has failed'] : []),
  ];
}
