import { isDropped, REFUSED_BY_GOAWAY } from './errors.ts';

/** Attempts where a server closed the connection before it looked at the request; x/net/http2 makes as many (transport.go, RoundTripOpt). */
const REFUSED_ATTEMPTS = 7;
/** Attempts at one request, the first included, and the longest pause in seconds that a server may ask for. */
const ATTEMPTS = 3;
const MAX_RETRY_AFTER_S = 10;

/** How one attempt failed. */
export type Failure =
  | { readonly kind: 'answer'; readonly status: number; readonly retryAfter: number | undefined }
  /** The connection broke, with this code of the system or of undici. */
  | { readonly kind: 'connection'; readonly code: string };

/**
 * How many milliseconds to wait before the same request is sent again; undefined where it must not be. As client-go
 * (rest/with_retry.go, and x/net/http2 below it): a server that says when to come back, with 429 or 503, or that closes
 * the connection before it looked at the request, lets any be repeated; after a connection that broke only a GET may be.
 * `random` is from 0 to 1.
 */
export function retryDelay(failure: Failure, method: string, attempt: number, random: number): number | undefined {
  const pause = attempt * 50 * (0.5 + random);
  // Of many that are sent at once, each of them can end the connection for those behind it.
  if (failure.kind === 'connection' && failure.code === REFUSED_BY_GOAWAY) return attempt < REFUSED_ATTEMPTS ? pause : undefined;
  if (attempt >= ATTEMPTS) return undefined;
  if (failure.kind === 'connection') {
    return method === 'GET' && isDropped(failure.code) ? pause : undefined;
  }
  const { status, retryAfter } = failure;
  if ((status !== 429 && status !== 503) || retryAfter === undefined || retryAfter > MAX_RETRY_AFTER_S) return undefined;
  // A little more than was asked for, so that all who were sent away do not come back at once.
  return retryAfter * 1_000 * (1 + random / 4);
}

/** `Retry-After` in whole seconds, the only form that Kubernetes sends (rest/request.go, retryAfterSeconds). */
export function retryAfterOf(header: string | readonly string[] | undefined): number | undefined {
  return typeof header === 'string' && /^\d+$/.test(header) ? Number(header) : undefined;
}
