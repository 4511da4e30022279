import type { Ending } from './closecodes.js';
import type { GroupVersion } from './frames.js';
import type { HeartwireError } from './error.js';

/**
 * Where a client is.
 *
 *     connecting --welcome--> online --lost--> waiting --> connecting
 *         |  failed                               ^
 *         +---------------------------------------+
 *     told not to return, or close() --> closed
 */
export type ClientState =
  | {
      readonly kind: 'connecting';
      /** 1 for the first since the start or since a session held; 0 before. */
      readonly attempt: number;
    }
  | {
      readonly kind: 'online';
      /** When the server said so, in milliseconds since 1970. */
      readonly since: number;
      readonly sessionId: string;
      /** Greater than that of every earlier session of this client. */
      readonly epoch: bigint;
      /** Something is said at least this often. */
      readonly intervalMs: number;
    }
  | {
      readonly kind: 'waiting';
      /** When the next attempt is made, in milliseconds since 1970. */
      readonly until: number;
      /** How the last attempt or session ended. */
      readonly why: Ending;
    }
  | {
      readonly kind: 'closed';
      readonly why: Ending;
      /** True if another credential would go on. */
      readonly credentialWanted: boolean;
    };

/** A message of the server. */
export interface Message {
  /** What it is about. */
  type: string;
  /** The sender's name for it; empty if it wants no acknowledgement. */
  id: string;
  body: Uint8Array;
  ackWanted: boolean;
}

/** What a client tells, and what its listeners are called with. */
export interface Events {
  /** Every state, in order. */
  state: ClientState;
  /**
   * Every message, one after the other. One that wants an acknowledgement gets it when all listeners are
   * done with it (when their promises are fulfilled), and none if one of them fails, or none listens.
   */
  message: Message;
  /** Data of the group that is of another group or version than this is stale and must be dropped. */
  groupStale: GroupVersion;
  /** The credential runs out in so many milliseconds; `credential(...)` renews it without a new connection. */
  credentialExpiring: number;
  /** A listener or the status supplier failed. Without a listener it goes to the console. */
  problem: HeartwireError;
}

/** What one client has counted since it was made. */
export interface Counters {
  /** Messages written to a connection, each time they were. */
  sent: number;
  acked: number;
  /** Messages that were not taken because the outbox was full, or the client closed. */
  refused: number;
  received: number;
  /** Messages that came and were dropped, unacknowledged, because the listeners were too far behind. */
  dropped: number;
  /** Messages that came again under the same id, and were not handed on again. */
  repeated: number;
  /** Logins that the server accepted. */
  sessions: number;
  /** Messages in the outbox now. */
  held: number;
}
