/**
 * Serving: the contract's carriers. `handlers.ts` implements the contract over an engine; `server.ts` offers it on a
 * socket in the home, to the same user's processes only; `connect.ts` is its client. `channel.ts` is what all carriers
 * have in common. In one process none is needed: the handlers are a `Client` themselves.
 */
export { hostAddress } from './address.ts';
export { connectHost } from './connect.ts';
export { createHandlers } from './handlers.ts';
export { listenOnSocket } from './server.ts';
