import { z } from 'zod';
import type { BrokenApplication, StoredApplication } from '../model/application.ts';
import type { ContextInfo } from '../model/context.ts';
import type { LoopEvent } from '../model/events.ts';
import type { HistoryEntry, Operation, RemovalResult, ResourceResult } from '../model/operation.ts';
import type { Plan } from '../model/plan.ts';
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
const options = z.strictObject({ prune: z.boolean(), automatic: z.boolean(), adopt: z.boolean() });
const nothing = z.strictObject({});
/** A plan is named, never sent: what is carried out is what the host itself planned. */
const planId = z.string().regex(/^[0-9a-f]{16}$/);

/** Everything that can be asked of a host, by name. Both sides are written against this map. */
export const REQUESTS = {
  contexts: request<{ readonly contexts: readonly ContextInfo[]; readonly files: readonly string[]; readonly problems: readonly string[] }>()(nothing),
  list: request<{ readonly applications: readonly StoredApplication[]; readonly broken: readonly BrokenApplication[] }>()(nothing),
  create: request<StoredApplication>()(z.strictObject({ yaml: z.string().max(1_000_000), from: z.string() })),
  view: request<ApplicationView>()(z.strictObject({ name, depth })),
  /** Goes on until it is cancelled; each comparison is told. */
  follow: request<null, ApplicationView>()(z.strictObject({ name })),
  plan: request<Plan>()(z.strictObject({ name, options, depth })),
  sync: request<Operation, ResourceResult>()(z.strictObject({ name, planId, confirmCluster: z.boolean() })),
  history: request<readonly HistoryEntry[]>()(z.strictObject({ name })),
  rollbackPlan: request<Plan>()(z.strictObject({ name, historyId: z.number().int().min(0), options })),
  rollback: request<Operation, ResourceResult>()(z.strictObject({ name, planId, historyId: z.number().int().min(0), confirmCluster: z.boolean() })),
  tree: request<Tree>()(z.strictObject({ name })),
  remove: request<readonly RemovalResult[], RemovalResult>()(z.strictObject({ name, cascade: z.boolean(), force: z.boolean() })),
  /** What the host's reconcile loop does, until it is cancelled. */
  events: request<null, LoopEvent>()(nothing),
} as const;

export type RequestName = keyof typeof REQUESTS;
export type InputOf<Name extends RequestName> = z.input<(typeof REQUESTS)[Name]['input']>;
export type OutputOf<Name extends RequestName> = NonNullable<(typeof REQUESTS)[Name]['output']> | (null extends (typeof REQUESTS)[Name]['output'] ? null : never);
export type ProgressOf<Name extends RequestName> = NonNullable<(typeof REQUESTS)[Name]['progress']>;
