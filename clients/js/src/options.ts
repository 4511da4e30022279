import { HeartwireError } from './error.js';
import { MOST_BYTES } from './figures.js';
import type { GroupVersion, Status } from './frames.js';
import type { Store } from './idlecuts.js';
import type { Platform, SocketConstructor } from './platform.js';

/** How a client is to be. */
export interface Options {
  /** Where: `wss://host:port/ws`, or several of them, of which one is used at a time. */
  url: string | readonly string[];
  /** The name of this device, tab or process: 1 to 128 characters of `A-Z a-z 0-9 . _ : @ / + = ~ -`. */
  clientId: string;
  /** The account behind it. */
  user?: string;
  /** What proves who it is, or a function that is asked for it at each login. */
  credential?: string | (() => string | Promise<string>);
  /** Name and version of the application, such as `dashboard/3.1`; `heartwire-js` if absent. */
  version?: string;
  /** Words to find it by: at most 16 of 64 bytes. */
  tags?: readonly string[];
  /** The heartbeat interval it would like, in milliseconds; the server decides. */
  intervalMs?: number;
  /** The data of its group that it has already. */
  groupData?: GroupVersion;
  /** How this client is: asked at login and whenever a ping is sent, which carries the answer before. */
  status?: () => Status | Promise<Status>;
  /** How much the outbox holds; 1,000 messages and 1 MiB if absent. */
  outbox?: { messages?: number; bytes?: number };
  /** The WebSocket to use; the global one if absent. Node before 22 has none: pass that of `ws`. */
  WebSocket?: SocketConstructor;
  /** Where learned intervals are kept; `localStorage` in a page if absent, nowhere if null. */
  store?: Store | null;
  /** Clock, timers, randomness and page events, for tests in virtual time. */
  platform?: Partial<Platform>;
}

const CLIENT_ID = /^[\w.:@/+=~-]{1,128}$/;

/** What holds when an option is absent. What else the gateway does not take, it refuses in words. */
export function checked({ clientId, url, WebSocket, outbox }: Options): {
  urls: readonly string[];
  most: { messages: number; bytes: number };
  socket: SocketConstructor;
} {
  const urls = typeof url === 'string' ? [url] : url;
  const socket = WebSocket ?? (globalThis as { WebSocket?: SocketConstructor }).WebSocket;
  const problem = !CLIENT_ID.test(clientId)
    ? `clientId is '${clientId}', must match ${CLIENT_ID}`
    : !urls.length
      ? 'url is empty: name at least one address'
      : !socket && 'no global WebSocket here: pass one, such as that of ws';
  if (problem) {
    throw new HeartwireError('BAD_OPTION', problem);
  }
  return { urls, most: { messages: 1_000, bytes: MOST_BYTES, ...outbox }, socket: socket! };
}
