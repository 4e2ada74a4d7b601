/**
 * The page's client of the contract: the only way to anything outside of the page. `carrier.ts` is a WebSocket or a
 * message port; `hostClient.ts` connects again when the host was gone, and goes on with what was followed.
 */
import { openCarrier } from './carrier.ts';
import { createHostClient } from './hostClient.ts';

export type { HostStatus } from './hostClient.ts';

/** The one connection of this page. */
export const host = createHostClient(openCarrier);
