export { createClient } from './client.js';
export type { HeartwireClient } from './api.js';
export type { Options } from './options.js';
export type { ClientState, Counters, Events, Message } from './state.js';
export type { Ending } from './closecodes.js';
export type { GroupVersion, Status } from './frames.js';
export type { Store } from './idlecuts.js';
export { HeartwireError, type ProblemCode } from './error.js';
export type { Platform, Socket, SocketConstructor } from './platform.js';
