/**
 * Serving: the contract's carriers. `handlers.ts` implements the contract over an engine; `server.ts` offers it on a
 * socket in the home, to the same user's processes only; `connect.ts` is its client. `channel.ts` is what all carriers
 * have in common, `web.ts` the carrier for a browser. In one process none is needed: the handlers are a `Client`
 * themselves. `homeState.ts` keeps what lists are made of and tells its changes.
 */
export { hostAddress } from './address.ts';
export type { HostIdentity } from './channel.ts';
export { serveChannel } from './channel.ts';
export { connectHost } from './connect.ts';
export { createHandlers } from './handlers.ts';
export { openHomeState } from './homeState.ts';
export { listenOnSocket } from './server.ts';
export { servedUrl, serveWeb } from './web.ts';

