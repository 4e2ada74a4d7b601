import { z } from 'zod';
import type { ActionResult, ResourceAction } from '../model/actions.ts';
import type { BrokenApplication, StoredApplication } from '../model/application.ts';
import type { LogChunk, ResourceDetails, ResourceEvent } from '../model/details.ts';
import type { LoopEvent } from '../model/events.ts';
import type { ExecEnd, ExecEvent, ForwardEvent } from '../model/exec.ts';
import type { ContextFacts, ExampleState, HomeMessage } from '../model/home.ts';
import type { DestinationReport, RepositoryRefs, SourceReport } from '../model/inspect.ts';
import type { JsonValue } from '../model/json.ts';
import type { Network } from '../model/network.ts';
import type { HistoryEntry, Operation, RemovalHooks, RemovalResult, ResumeOffer, SyncEvent } from '../model/operation.ts';
import type { Orphans } from '../model/orphans.ts';
import type { Plan } from '../model/plan.ts';
import { PROPAGATIONS } from '../model/plan.ts';
import type { BrokenProject, StoredProject } from '../model/project.ts';
import type { RevisionDiff } from '../model/revisions.ts';
import { parseSelector } from '../model/selection.ts';
import type { Settings } from '../model/settings.ts';
import { settingsSchema } from '../model/settings.ts';
import type { Tree } from '../model/tree.ts';
import type { ApplicationView } from '../model/view.ts';

/**
 * One request of the contract: what goes in, checked where it arrives, and the types of what comes out and of what is
 * told while it runs. Outputs are made by the engine, which is trusted, so that they have a type and no schema.
 */
export interface RequestSpec<Input extends z.ZodType, Output, Progress> {
  readonly input: Input;
  /** Never set: they carry the types. */
  readonly output?: Output;
  readonly progress?: Progress;
}

function request<Output, Progress = never>() {
  return <Input extends z.ZodType>(input: Input): RequestSpec<Input, Output, Progress> => ({ input });
}

const name = z.string().min(1).max(253);
const depth = z.enum(['known', 'fetch', 'hard']);
const selector = z.string().max(1_000).refine((text) => parseSelector(text) !== undefined, 'is no GROUP:KIND:NAME or GROUP:KIND:NAMESPACE/NAME.');
const options = z.strictObject({ prune: z.boolean(), automatic: z.boolean(), adopt: z.boolean(), resources: z.array(selector).min(1).max(5_000).optional() });
const nothing = z.strictObject({});
const key = z.strictObject({ group: z.string(), kind: z.string().min(1), namespace: z.string(), name: z.string().min(1) });
const repoURL = z.string().min(1).max(4_000);
const text = z.string().max(1_000_000);
const revision = z.string().min(1).max(1_000);
/** Fields of a file: each a path from the top, and its new value; null removes it. */
const changes = z.array(z.strictObject({ path: z.array(z.string().min(1)).min(1), value: z.json() })).min(1).max(50);
/** How often a failed sync is tried again (below zero: without end), and after which pauses. */
const retry = z.strictObject({ limit: z.number().int().min(-1).max(1_000), firstMs: z.number().min(0), factor: z.number().min(1).max(1_000), maxMs: z.number().min(0).max(86_400_000) });
const sync = { name, confirmCluster: z.boolean(), confirmContext: z.string().optional(), detached: z.boolean().optional() };
/** How much of a log is read; `sinceTime` is RFC 3339. */
const extent = {
  previous: z.boolean(),
  follow: z.boolean(),
  tailLines: z.number().int().min(0).max(100_000).optional(),
  sinceSeconds: z.number().int().min(1).optional(),
  sinceTime: z.iso.datetime({ offset: true }).optional(),
};
const port = z.number().int().min(1).max(65_535);
/** Chosen by whoever asks, not to be guessed by others. */
const session = z.uuid();
const size = z.strictObject({ columns: z.number().int().min(1).max(1_000), rows: z.number().int().min(1).max(1_000) });
const operation = z.string().regex(/^[\w-]{1,100}$/);
/** A plan is named, never sent: what is carried out is what the host itself planned. */
const planId = z.string().regex(/^[0-9a-f]{16}$/);

/** Everything that can be asked of a host, by name. Both sides are written against this map. */
export const REQUESTS = {
  contexts: request<{ readonly contexts: readonly ContextFacts[]; readonly files: readonly string[]; readonly problems: readonly string[] }>()(nothing),
  list: request<{ readonly applications: readonly StoredApplication[]; readonly broken: readonly BrokenApplication[] }>()(nothing),
  create: request<StoredApplication>()(z.strictObject({ yaml: text, from: z.string() })),
  view: request<ApplicationView>()(z.strictObject({ name, depth })),
  /** Goes on until it is cancelled; each comparison is told. */
  follow: request<null, ApplicationView>()(z.strictObject({ name })),
  /** The plan of a sync; of another revision it can be looked at, and is not carried out. */
  plan: request<Plan>()(z.strictObject({ name, options, depth, revision: revision.optional() })),
  /** The objects of an application, as Git or the cluster has them; Secrets are masked. */
  manifests: request<readonly JsonValue[]>()(z.strictObject({ name, source: z.enum(['git', 'live']), revision: revision.optional() })),
  /** What differs between two revisions of an application's source. */
  diffRevisions: request<RevisionDiff>()(z.strictObject({ name, from: revision, to: revision })),
  projects: request<{ readonly projects: readonly StoredProject[]; readonly broken: readonly BrokenProject[] }>()(nothing),
  createProject: request<StoredProject>()(z.strictObject({ yaml: text, from: z.string() })),
  /** A project's file as it stands; `replaceProject` and `setProject` as `replace` and `set` of applications. */
  readProject: request<{ readonly yaml: string; readonly file: string }>()(z.strictObject({ name })),
  replaceProject: request<StoredProject>()(z.strictObject({ name, yaml: text, base: text })),
  setProject: request<StoredProject>()(z.strictObject({ name, changes })),
  removeProject: request<null>()(z.strictObject({ name })),
  /**
   * `confirmContext` is the context's name as a person typed it, which a protected context needs. `detached` goes on when
   * whoever asked hangs up; `terminate` stops it.
   */
  sync: request<Operation, SyncEvent>()(z.strictObject({ ...sync, planId, retry: retry.optional(), timeoutSeconds: z.number().positive().max(1_000_000).optional() })),
  /** What is left of an interrupted sync. Going on with it names the operation, and checks what is left once more. */
  resumePlan: request<ResumeOffer>()(z.strictObject({ name })),
  resume: request<Operation, SyncEvent>()(z.strictObject({ ...sync, operation })),
  /** Stops a running sync before its next write. Its operation then ends as failed, with what was done on record. */
  terminate: request<null>()(z.strictObject({ name })),
  history: request<readonly HistoryEntry[]>()(z.strictObject({ name })),
  rollbackPlan: request<Plan>()(z.strictObject({ name, historyId: z.number().int().min(0), options })),
  rollback: request<Operation, SyncEvent>()(z.strictObject({ ...sync, planId, historyId: z.number().int().min(0) })),
  /** Every operation on record, failed ones too, newest first. */
  operations: request<readonly Operation[]>()(z.strictObject({ name })),
  /** The plan that an operation carried out, as it was recorded. */
  recordedPlan: request<Plan>()(z.strictObject({ name, operation })),
  tree: request<Tree>()(z.strictObject({ name })),
  /** What routes to what. */
  network: request<Network>()(z.strictObject({ name })),
  /** What is in its namespaces and nobody tracks, looked for anew. */
  orphans: request<Orphans>()(z.strictObject({ name })),
  /** Each of these tells what it follows at once, and again when it changed, until it is cancelled. */
  followTree: request<null, Tree>()(z.strictObject({ name })),
  followNetwork: request<null, Network>()(z.strictObject({ name })),
  followResource: request<null, ResourceDetails>()(z.strictObject({ name, key })),
  followEvents: request<null, readonly ResourceEvent[]>()(z.strictObject({ name })),
  /** A pod's log: the last lines, then, with `follow`, what is added until it is cancelled. */
  logs: request<null, LogChunk>()(z.strictObject({ name, namespace: z.string(), pod: z.string().min(1), container: z.string().optional(), ...extent })),
  /** The logs of all pods below an object of the tree (of all of the tree without `key`), or of some of them; without `container` all containers. */
  workloadLogs: request<null, LogChunk>()(z.strictObject({ name, key: key.optional(), container: z.string().optional(), pods: z.array(z.strictObject({ namespace: z.string(), name: z.string().min(1) })).max(1_000).optional(), ...extent })),
  /**
   * Runs a command in a container, in a terminal with `tty`, until it ends or whoever asked hangs up. Its input comes by
   * `execInput` under the same session. `confirmContext` as for `sync`.
   */
  exec: request<ExecEnd, ExecEvent>()(
    z.strictObject({
      session,
      name,
      namespace: z.string(),
      pod: z.string().min(1),
      container: z.string().min(1).optional(),
      command: z.array(z.string().max(100_000)).min(1).max(1_000),
      tty: z.boolean(),
      stdin: z.boolean(),
      size: size.optional(),
      confirmContext: z.string().optional(),
    }),
  ),
  /**
   * For a running `exec`: bytes of input (base64), the end of the input, another size of the terminal, and how many bytes
   * of output were taken since the last word of it: no more is read while `UNTAKEN_BYTES` are under way.
   */
  execInput: request<null>()(z.strictObject({ session, data: z.base64().max(1_000_000).optional(), end: z.boolean().optional(), size: size.optional(), taken: z.number().int().min(0).optional() })),
  /** Listens on 127.0.0.1 (0: a free port) and forwards to a pod, or to a ready pod of a Service, until it is cancelled. */
  forward: request<null, ForwardEvent>()(
    z.strictObject({ name, target: z.strictObject({ kind: z.enum(['Pod', 'Service']), namespace: z.string(), name: z.string().min(1) }), port, localPort: z.number().int().min(0).max(65_535) }),
  ),
  /** What can be done with an object of an application's tree; doing it wants `confirmContext` as `sync` does. */
  actions: request<readonly ResourceAction[]>()(z.strictObject({ name, key })),
  runAction: request<readonly ActionResult[]>()(z.strictObject({ name, key, action: z.string().min(1).max(253), confirmContext: z.string().optional() })),
  remove: request<readonly RemovalResult[], RemovalResult>()(z.strictObject({ name, cascade: z.boolean(), propagation: z.enum(PROPAGATIONS).optional(), force: z.boolean(), revision: revision.optional() })),
  /** What runs before and after the objects of an application that is deleted; its `revision` goes with `remove`. */
  removalHooks: request<RemovalHooks>()(z.strictObject({ name })),
  /** What the host's reconcile loop does, until it is cancelled. */
  events: request<null, LoopEvent>()(nothing),
  /** The state that lists are made of: a snapshot, then changes, until it is cancelled. */
  home: request<null, HomeMessage>()(nothing),
  /** An application's file as it stands. */
  read: request<{ readonly yaml: string; readonly file: string }>()(z.strictObject({ name })),
  /** Replaces an application's file. `base` is the text that was edited: `conflict` if the file is another by now. */
  replace: request<StoredApplication>()(z.strictObject({ name, yaml: text, base: text })),
  /** Sets fields of an application's file, or removes them (null); comments and everything else stay. */
  set: request<StoredApplication>()(z.strictObject({ name, changes })),
  /** Chooses the context of an application whose file names none that there is; null takes the choice back. */
  bind: request<ApplicationView>()(z.strictObject({ name, context: z.string().min(1).max(1_000).nullable() })),
  /** The plan of an application that is not created yet; nothing is stored. */
  draftPlan: request<Plan>()(z.strictObject({ yaml: text })),
  refs: request<RepositoryRefs>()(z.strictObject({ repoURL })),
  inspectSource: request<SourceReport>()(z.strictObject({ repoURL, revision: z.string(), path: z.string(), recurse: z.boolean() })),
  inspectDestination: request<DestinationReport>()(z.strictObject({ context: z.string().min(1), namespace: z.string() })),
  /** Contacts a context's cluster; how it went shows in the home's state. */
  probe: request<null>()(z.strictObject({ context: z.string().min(1) })),
  saveSettings: request<Settings>()(z.strictObject({ settings: settingsSchema })),
  /** Makes the example's repository and application where they are missing. */
  createExample: request<ExampleState>()(z.strictObject({ context: z.string().min(1) })),
  /** Commits a change to the example's repository. */
  changeExample: request<ExampleState>()(z.strictObject({ replicas: z.number().int().min(0).max(20) })),
} as const;

export type RequestName = keyof typeof REQUESTS;
export type InputOf<Name extends RequestName> = z.input<(typeof REQUESTS)[Name]['input']>;
export type OutputOf<Name extends RequestName> = NonNullable<(typeof REQUESTS)[Name]['output']> | (null extends (typeof REQUESTS)[Name]['output'] ? null : never);
export type ProgressOf<Name extends RequestName> = NonNullable<(typeof REQUESTS)[Name]['progress']>;
