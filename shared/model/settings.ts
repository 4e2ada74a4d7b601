import { z } from 'zod';

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
    })
    .prefault({}),
  page: z
    .object({
      theme: z.enum(['system', 'light', 'dark']).default('system'),
      layout: z.enum(['tiles', 'table']).default('tiles'),
      diff: z.enum(['split', 'unified']).default('split'),
      /** The context that lists are filtered by and that New application begins with; empty means all. */
      context: z.string().default(''),
    })
    .prefault({}),
});

export type Settings = z.output<typeof settingsSchema>;
