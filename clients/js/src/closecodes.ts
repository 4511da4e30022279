/*
 * docs/close-codes.md, which is made from CloseCode.java; a test compares the two. The hundred is the
 * advice, so a number that is unknown still says what to do.
 */
const NAMES = [
  'CONNECTION_LOST SILENT CLIENT_FROZEN FRAME_TIMEOUT LOGIN_TIMEOUT SLOW_CONSUMER INTERNAL_ERROR TLS_FAILED LEASE_EXPIRED',
  'BUSY SHUTDOWN AUTHENTICATOR_UNAVAILABLE IDLE ALREADY_ONLINE LATER LOGINS_FULL SOURCE_FULL PING_FLOOD DRAINED TOO_MANY_REFUSED',
  'AUTHENTICATION_FAILED CREDENTIAL_EXPIRED',
  'GOODBYE TAKEN_OVER KICKED',
  'MALFORMED_FRAME FRAME_TOO_LARGE BAD_CLIENT_ID UNSUPPORTED_VERSION NOT_LOGGED_IN LOGIN_TWICE',
];
/** What stands for a code of a later version. */
const OTHERS = 'OTHER_RECONNECT OTHER_LATER OTHER_CREDENTIAL OTHER_FINAL OTHER_PROTOCOL_ERROR'.split(' ');

/** What the end of a connection tells a client to do next. */
export type Advice = 'return' | 'later' | 'new-credential' | 'stay-away';

/** How an attempt or a session ended. */
export interface Ending {
  /** The close code; 0 if there was none. */
  readonly code: number;
  /** The code's name, or NO_PONG, FIN, RESET, CONNECT_FAILED, LOGIN_TIMEOUT or CLOSED_BY_USER. */
  readonly reason: string;
  /** The same in words, for a log. */
  readonly detail: string;
  /** The server's wish: not earlier than so many milliseconds from the end on. */
  readonly retryAfterMs?: number;
}

/** True if `code` is one of ours. */
export function isCloseCode(code: number): boolean {
  return code >= 4000 && code < 4500;
}

export function nameOf(code: number): string {
  const hundred = Math.floor(code / 100) - 40;
  return NAMES[hundred]?.split(' ')[code % 100] ?? OTHERS[hundred] ?? OTHERS[0]!;
}

const ADVICE: Record<number, Advice> = { 41: 'later', 42: 'new-credential', 43: 'stay-away', 44: 'stay-away' };

export function adviceOf(code: number): Advice {
  return ADVICE[Math.floor(code / 100)] ?? 'return';
}
