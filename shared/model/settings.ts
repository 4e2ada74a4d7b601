import { z } from 'zod';

/** How many colours a context can have. */
export const CONTEXT_COLOURS = 8;

/** `<home>/settings.yaml`. Every value has a default, and every duration is in seconds. */
export const settingsSchema = z.object({
  version: z.literal(1).default(1),
  git: z
    .object({
      /** How often Git is asked for new commits, plus a random part so that applications spread out. */
      pollSeconds: z.number().positive().default(120),
      pollJitterSeconds: z.number().min(0).default(60),
      /** How long one Git command may go on without progress. */
      timeoutSeconds: z.number().positive().default(60),
    })
    .prefault({}),
  selfHeal: z
    .object({
      /** After the first, immediate correction: first pause, factor and longest pause (DESIGN "Times"). */
      firstSeconds: z.number().positive().default(2),
      factor: z.number().min(1).default(3),
      maxSeconds: z.number().positive().default(300),
    })
    .prefault({}),
  contexts: z
    .object({
      /** Name patterns (`*` stands for anything) of contexts whose name must be typed before a sync. Local ones never need it. */
      protected: z.array(z.string().min(1)).default(['*prod*']),
      /** Name patterns of contexts to which nothing is ever written, local ones included. */
      readOnly: z.array(z.string().min(1)).default([]),
      /** Whether read-only contexts may still be asked what a write would do (server-side dry runs, which write nothing). */
      readOnlyDryRun: z.boolean().default(true),
      /** The colour of a context, from 1 to 8, by its name; all others have one by their name's letters. */
      colours: z.record(z.string(), z.int().min(1).max(CONTEXT_COLOURS)).default({}),
    })
    .prefault({}),
  health: z
    .object({
      /** A folder of Argo CD's scripts, `<group>/<Kind>/health.lua`; empty means none. */
      scripts: z.string().default(''),
    })
    .prefault({}),
  argocd: z
    .object({
      /** Whether a cluster's `argocd-cm` counts: its scripts, ignored fields, and kinds that are left out. */
      configMap: z.boolean().default(true),
    })
    .prefault({}),
  page: z
    .object({
      theme: z.enum(['system', 'light', 'dark']).default('system'),
      layout: z.enum(['tiles', 'table']).default('tiles'),
      diff: z.enum(['split', 'unified']).default('split'),
      /** How an application's graph tab shows it. */
      graph: z.enum(['tree', 'network', 'pods']).default('tree'),
      /** Whether it shows what nobody tracks as well. */
      orphans: z.boolean().default(false),
      /** The context that lists are filtered by and that New application begins with; empty means all. */
      context: z.string().default(''),
    })
    .prefault({}),
});

export type Settings = z.output<typeof settingsSchema>;
