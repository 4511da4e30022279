import type { Options } from './options.js';
import type { ClientState, Counters, Events } from './state.js';

export type Credential = NonNullable<Options['credential']>;

/** What a message carries: bytes, or a text in UTF-8. */
export type Body = Uint8Array | string;

export type Listener<K extends keyof Events> = (event: Events[K]) => unknown;

/**
 * One client of a Heartwire gateway: one device, tab or process that is online while this object is. It
 * connects, logs in, says something at least every interval, notices within seconds when the server is
 * gone, comes back by itself, and says so when it will not.
 */
export interface HeartwireClient {
  /** Where it is now. */
  readonly state: ClientState;
  /** What it has counted. */
  readonly counters: Counters;
  /** Calls `listener` from now on; answers what stops that. Listeners are called later, never from within. */
  on<K extends keyof Events>(event: K, listener: Listener<K>): () => void;
  /** Begins to connect, and returns at once. Does nothing if it was called before. */
  connect(): void;
  /**
   * Sends a message once, now or as soon as there is a connection; it may be lost with one. Answers false
   * if it was not taken: the outbox is full, or the client is closed.
   */
  send(type: string, body?: Body): boolean;
  /**
   * Sends a message until the server acknowledges it, over as many connections as it takes, and again
   * where the server had no room for it; the server may see it more than once. Fails with a
   * HeartwireError: OUTBOX_FULL, REFUSED or CLOSED.
   */
  deliver(type: string, body?: Body): Promise<void>;
  /** Asks the status supplier now and sends what it says, without waiting for the next ping. */
  reportStatus(): Promise<void>;
  /**
   * Something happened that makes a check worthwhile: the network changed, the machine woke up. If
   * online, the server is asked at once; if waiting, the next attempt is made within a second, unless the
   * server asked for a longer wait.
   */
  wake(): void;
  /** Uses `credential` from now on: renews with it if online, and goes on if it stopped for want of it. */
  credential(credential: Credential): void;
  /** Says goodbye and closes for good; fulfilled when that is done, after a second at most. */
  close(): Promise<void>;
}
