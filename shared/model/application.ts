import { z } from 'zod';
import type { ErrorShape } from './errors.ts';

/**
 * Argo CD's `argoproj.io/v1alpha1 Application` (argo-cd pkg/apis/application/v1alpha1/types.go), as far as Drydock
 * acts on it. Every object is loose: fields that are not listed are kept and named in a warning, never dropped.
 */

/** RFC 1123 label or subdomain, as the API server wants names (apimachinery util/validation). */
const DNS_1123_SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

const directorySchema = z.looseObject({
  recurse: z.boolean().optional(),
  include: z.string().optional(),
  exclude: z.string().optional(),
});

const sourceSchema = z.looseObject({
  repoURL: z.string({ error: 'the repository URL is missing' }).min(1, 'the repository URL is missing'),
  targetRevision: z.string().optional(),
  path: z.string().optional(),
  directory: directorySchema.optional(),
});

const destinationSchema = z.looseObject({
  name: z.string().optional(),
  server: z.string().optional(),
  namespace: z.string().optional(),
});

const automatedSchema = z.looseObject({
  enabled: z.boolean().optional(),
  prune: z.boolean().optional(),
  selfHeal: z.boolean().optional(),
  allowEmpty: z.boolean().optional(),
});

const syncPolicySchema = z.looseObject({
  automated: automatedSchema.nullish(),
  syncOptions: z.array(z.string()).nullish(),
  managedNamespaceMetadata: z
    .looseObject({ labels: z.record(z.string(), z.string()).nullish(), annotations: z.record(z.string(), z.string()).nullish() })
    .nullish(),
  retry: z
    .looseObject({
      limit: z.number().int().optional(),
      backoff: z
        .looseObject({
          duration: z.union([z.string(), z.number()]).optional(),
          factor: z.number().int().optional(),
          maxDuration: z.union([z.string(), z.number()]).optional(),
        })
        .optional(),
    })
    .nullish(),
});

export const ignoreDifferenceSchema = z.looseObject({
  group: z.string().optional(),
  kind: z.string({ error: 'the kind is missing' }).min(1, 'the kind is missing'),
  name: z.string().optional(),
  namespace: z.string().optional(),
  jsonPointers: z.array(z.string()).nullish(),
  jqPathExpressions: z.array(z.string()).nullish(),
  managedFieldsManagers: z.array(z.string()).nullish(),
});

const infoSchema = z.looseObject({ name: z.string(), value: z.string() });

export const applicationSpecSchema = z.looseObject({
  project: z.string().default('default'),
  source: sourceSchema,
  /** Wins over `source`, which the first of them is where there are any. */
  sources: z.array(sourceSchema).nullish(),
  destination: destinationSchema,
  syncPolicy: syncPolicySchema.nullish(),
  ignoreDifferences: z.array(ignoreDifferenceSchema).nullish(),
  revisionHistoryLimit: z.number().int().min(0).optional(),
  /** What people want to know of it: links, whom to ask. */
  info: z.array(infoSchema).nullish(),
});

export const applicationSchema = z.looseObject({
  apiVersion: z.literal('argoproj.io/v1alpha1', { error: 'apiVersion must be argoproj.io/v1alpha1' }),
  kind: z.literal('Application', { error: 'kind must be Application' }),
  metadata: z.looseObject({
    name: z.string().max(253).regex(DNS_1123_SUBDOMAIN, 'a name has lower-case letters, digits, "-" and "." only, and starts and ends with a letter or digit'),
    uid: z.string().optional(),
    annotations: z.record(z.string(), z.string()).optional(),
  }),
  spec: applicationSpecSchema,
});

export type ApplicationSource = z.output<typeof sourceSchema>;
/** Which fields of which objects do not count when Git and the cluster are compared (argo-cd types.go, ResourceIgnoreDifferences). */
export type IgnoreDifference = z.output<typeof ignoreDifferenceSchema>;
export type ApplicationSpec = z.output<typeof applicationSpecSchema>;

/** The address in a line of `info`, where it is one that may be opened: http or https alone, since other schemes start programs. */
export function infoLink(value: string): string | undefined {
  return /^https?:\/\/[^\s/]+\S*$/i.test(value.trim()) ? value.trim() : undefined;
}

/** What is said wherever an application with several sources would be rendered. */
export const SEVERAL_SOURCES = 'Several sources are not supported yet.';

/** True for an application with more than one source; nothing of it is rendered. */
export function severalSources(spec: ApplicationSpec): boolean {
  return (spec.sources?.length ?? 0) > 1;
}

/** An Application that Drydock works with: valid, and with a uid of its own. */
export interface Application {
  readonly name: string;
  readonly uid: string;
  readonly spec: ApplicationSpec;
}

/** An application's file as it stands on disk. */
export interface StoredApplication extends Application {
  readonly file: string;
  /** Everything in the file, unknown fields included. */
  readonly manifest: Record<string, unknown>;
  /** Fields that Drydock does not act on, each as a sentence. */
  readonly warnings: readonly string[];
}

/** A file that cannot be used. It is shown, and left alone. */
export interface BrokenApplication {
  readonly name: string;
  readonly file: string;
  readonly error: ErrorShape;
}

/** An annotation of an application's file. */
export function annotationOf({ manifest }: Pick<StoredApplication, 'manifest'>, name: string): string | undefined {
  return textOf(metadataSchema.safeParse(manifest).data?.metadata.annotations[name]);
}

/** A label of an application's file. */
export function labelOf({ manifest }: Pick<StoredApplication, 'manifest'>, name: string): string | undefined {
  return textOf(metadataSchema.safeParse(manifest).data?.metadata.labels[name]);
}

const marks = z.record(z.string(), z.unknown()).catch({});
const metadataSchema = z.object({ metadata: z.object({ labels: marks, annotations: marks }) });

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** The sync policy with Argo CD's defaults filled in. */
export interface SyncPolicy {
  readonly automated: boolean;
  readonly prune: boolean;
  readonly selfHeal: boolean;
  readonly allowEmpty: boolean;
  readonly options: ReadonlySet<string>;
  readonly retry: RetryPolicy;
}

/** How often, and after how many milliseconds, a failed automatic sync is tried again. */
export interface RetryPolicy {
  readonly limit: number;
  readonly firstMs: number;
  readonly factor: number;
  readonly maxMs: number;
}

/** Says `true` on an application that corrects drift, with auto-sync or without; Argo CD has no such thing (its issue 4414). */
export const SELF_HEAL = 'drydock.dev/self-heal';

/** The policy of an application: that of its spec, and self-heal also where its annotation asks for it. */
export function policyOf(application: Pick<StoredApplication, 'spec' | 'manifest'>): SyncPolicy {
  const policy = syncPolicyOf(application.spec);
  return { ...policy, selfHeal: policy.selfHeal || annotationOf(application, SELF_HEAL) === 'true' };
}

/**
 * Reads the policy; `automated: {}` means on, `enabled: false` all of it off (argo-cd types.go, SyncPolicyAutomated.Enabled).
 */
export function syncPolicyOf(spec: ApplicationSpec): SyncPolicy {
  const automated = spec.syncPolicy?.automated;
  const retry = spec.syncPolicy?.retry;
  const on = automated !== undefined && automated !== null && automated.enabled !== false;
  return {
    automated: on,
    prune: automated?.prune ?? false,
    selfHeal: on && (automated.selfHeal ?? false),
    allowEmpty: automated?.allowEmpty ?? false,
    options: new Set(spec.syncPolicy?.syncOptions ?? []),
    retry: {
      limit: retry?.limit ?? 5,
      firstMs: durationMs(retry?.backoff?.duration) ?? 5_000,
      factor: retry?.backoff?.factor ?? 2,
      maxMs: durationMs(retry?.backoff?.maxDuration) ?? 180_000,
    },
  };
}

/** Go's duration text ("5s", "3m", "1h30m", a number means seconds) in milliseconds; undefined where it is none. */
export function durationMs(text: string | number | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (typeof text === 'number' || /^\d+$/.test(text)) return Number(text) * 1_000;
  const units: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };
  if (!/^(\d+(\.\d+)?(ms|s|m|h))+$/.test(text)) return undefined;
  let total = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)) total += Number(amount) * (units[unit ?? ''] ?? 0);
  return total;
}
