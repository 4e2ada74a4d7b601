import { z } from 'zod';
import type { ErrorShape } from './errors.ts';

/**
 * Argo CD's `argoproj.io/v1alpha1 AppProject` (argo-cd pkg/apis/application/v1alpha1/types.go, AppProjectSpec), as far as
 * Drydock acts on it. Every object is loose: what is not listed is kept and named in a warning. A destination's `name`
 * is a kube context here.
 */

/** RFC 1123 label or subdomain, as the API server wants names (apimachinery util/validation). */
const DNS_1123_SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

const kindSchema = z.looseObject({ group: z.string().default(''), kind: z.string({ error: 'the kind is missing' }), name: z.string().optional() });

const windowSchema = z.looseObject({
  kind: z.enum(['allow', 'deny'], { error: 'a window is "allow" or "deny"' }),
  schedule: z.string({ error: 'the schedule is missing' }),
  duration: z.string({ error: 'the duration is missing' }),
  applications: z.array(z.string()).nullish(),
  namespaces: z.array(z.string()).nullish(),
  clusters: z.array(z.string()).nullish(),
  manualSync: z.boolean().optional(),
  timeZone: z.string().optional(),
  /** All of applications, namespaces and clusters must fit, not one of them. */
  andOperator: z.boolean().optional(),
  description: z.string().optional(),
});

export const projectSpecSchema = z.looseObject({
  description: z.string().optional(),
  sourceRepos: z.array(z.string()).nullish(),
  destinations: z.array(z.looseObject({ server: z.string().optional(), name: z.string().optional(), namespace: z.string().optional() })).nullish(),
  clusterResourceWhitelist: z.array(kindSchema).nullish(),
  clusterResourceBlacklist: z.array(kindSchema).nullish(),
  namespaceResourceWhitelist: z.array(kindSchema).nullish(),
  namespaceResourceBlacklist: z.array(kindSchema).nullish(),
  syncWindows: z.array(windowSchema).nullish(),
  /** Watches for what nobody tracks (types.go, OrphanedResourcesMonitorSettings): a warning unless `warn` is false. */
  orphanedResources: z
    .looseObject({ warn: z.boolean().nullish(), ignore: z.array(z.looseObject({ group: z.string().optional(), kind: z.string().optional(), name: z.string().optional() })).nullish() })
    .nullish(),
});

export const projectSchema = z.looseObject({
  apiVersion: z.literal('argoproj.io/v1alpha1', { error: 'apiVersion must be argoproj.io/v1alpha1' }),
  kind: z.literal('AppProject', { error: 'kind must be AppProject' }),
  metadata: z.looseObject({
    name: z.string().max(253).regex(DNS_1123_SUBDOMAIN, 'a name has lower-case letters, digits, "-" and "." only, and starts and ends with a letter or digit'),
  }),
  // A file without a spec allows nothing, as in Argo CD.
  spec: projectSpecSchema.nullish().transform((spec) => spec ?? {}),
});

export type ProjectSpec = z.output<typeof projectSpecSchema>;
export type SyncWindow = z.output<typeof windowSchema>;
export type ProjectKind = z.output<typeof kindSchema>;

/** Which repositories, clusters, namespaces and kinds its applications may use, and when they may be synced. */
export interface Project {
  readonly name: string;
  readonly spec: ProjectSpec;
}

/** A project as the home has it. */
export interface StoredProject extends Project {
  /** Absent for `default` while it has no file. */
  readonly file?: string;
  /** Everything in the file, unknown fields included. */
  readonly manifest: Record<string, unknown>;
  /** Fields that Drydock does not act on, each as a sentence. */
  readonly warnings: readonly string[];
}

/** A file that cannot be used. It is shown, and left alone. */
export interface BrokenProject {
  readonly name: string;
  readonly file: string;
  readonly error: ErrorShape;
}

export const DEFAULT_PROJECT_NAME = 'default';

const DEFAULT_SPEC: ProjectSpec = {
  description: 'Every application may be in it; it allows everything.',
  sourceRepos: ['*'],
  destinations: [{ server: '*', name: '*', namespace: '*' }],
  clusterResourceWhitelist: [{ group: '*', kind: '*' }],
};

/** The project `default` while it has no file of its own: it allows everything (argo-cd util/argo, the default AppProject). */
export const DEFAULT_PROJECT: StoredProject = {
  name: DEFAULT_PROJECT_NAME,
  spec: DEFAULT_SPEC,
  manifest: { apiVersion: 'argoproj.io/v1alpha1', kind: 'AppProject', metadata: { name: DEFAULT_PROJECT_NAME }, spec: DEFAULT_SPEC },
  warnings: [],
};

/** What sync windows say of one application at one moment. */
export interface WindowState {
  /** Whether it may be synced by itself now. */
  readonly automatic: boolean;
  /** Whether a person may sync it now: `warned` where the windows that forbid it let people do it all the same. */
  readonly manual: 'allowed' | 'warned' | 'refused';
  /** Why it is held up, and until when, as a sentence; absent where nothing is. */
  readonly words?: string;
  /** When it may be synced by itself again, RFC 3339; absent where it may now, or never by what can be seen. */
  readonly opensAt?: string;
}

/** Nothing holds it up. */
export const OPEN: WindowState = { automatic: true, manual: 'allowed' };
