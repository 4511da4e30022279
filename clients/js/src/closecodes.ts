/* docs/close-codes.md, which is made from CloseCode.java: the hundred says what to do, and the server says the name. */

/** The hundreds of those close codes that tell a client anything else than to return. */
export const LATER = 41;
export const WITH_ANOTHER_CREDENTIAL = 42;
export const NEVER_SUCH_FRAMES = 44;

/** How an attempt or a session ended. */
export interface Ending {
  /** The close code; 0 if there was none. */
  readonly code: number;
  /**
   * The close code's name, or its number if the server did not say more; else NO_PONG, FIN, RESET, CONNECT_FAILED,
   * LOGIN_TIMEOUT, MALFORMED_FRAME or CLOSED_BY_USER.
   */
  readonly reason: string;
  /** The same in words, for a log. */
  readonly detail: string;
  /** The server's wish: not earlier than so many milliseconds from the end on. */
  readonly retryAfterMs?: number | undefined;
}
