import { z } from 'zod';
import type { ErrorShape } from '../model/errors.ts';
import { REQUESTS } from './requests.ts';
import type { RequestName } from './requests.ts';

/** The version of the messages below; host and client of different versions do not talk. */
export const WIRE_VERSION = 1;

/** What a client sends, one JSON text a line. Parsed by the host before anything else looks at it. */
export const clientMessageSchema = z.union([
  z.strictObject({ id: z.number().int().min(1), request: z.enum(Object.keys(REQUESTS) as [RequestName, ...RequestName[]]), input: z.unknown() }),
  z.strictObject({ cancel: z.number().int().min(1) }),
]);

/** The first line of a host: who it is. */
interface HostHello {
  readonly hello: { readonly version: number; readonly pid: number; readonly home: string; readonly kubeconfig: readonly string[] };
}

/** What a host answers: progress any number of times, then exactly one output or error. */
export type HostMessage =
  | HostHello
  | { readonly id: number; readonly progress: unknown }
  | { readonly id: number; readonly output: unknown }
  | { readonly id: number; readonly error: ErrorShape };

const errorSchema = z.object({ code: z.string(), message: z.string(), hint: z.string().optional() });

/** What a client reads; the content of progress and output is the engine's own. */
export const hostMessageSchema = z.union([
  z.object({ hello: z.object({ version: z.number(), pid: z.number(), home: z.string(), kubeconfig: z.array(z.string()) }) }),
  z.object({ id: z.number(), progress: z.unknown() }).refine((message) => 'progress' in message),
  z.object({ id: z.number(), error: errorSchema }),
  z.object({ id: z.number(), output: z.unknown() }),
]);
