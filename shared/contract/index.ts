/**
 * The contract between the engine's host and whoever uses it: the terminal, and later the page.
 *
 * `requests.ts` is the one map of everything that can be asked: a schema for what goes in, types for what comes out and
 * for the progress in between. `client.ts` is how it is asked, the same in one process and between two. `wire.ts` is
 * how that travels: numbered requests, progress, one output or error, and a message that cancels; `wireClient.ts` is
 * the asking end of it. Carriers (a socket in the home, a WebSocket, a message port) only move texts.
 */
export type { CallOptions, Client } from './client.ts';
export { REQUESTS } from './requests.ts';
export type { InputOf, OutputOf, ProgressOf, RequestName } from './requests.ts';
export { clientMessageSchema, WIRE_VERSION } from './wire.ts';
export type { HostMessage } from './wire.ts';
export { createWireClient } from './wireClient.ts';
export type { HostHello, WireClient } from './wireClient.ts';
