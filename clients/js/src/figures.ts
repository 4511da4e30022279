/*
 * The figures of those modules that import others, in one place: the minifier writes the numbers where they are
 * used if a module begins with them, and else keeps a variable for each.
 */

/** Close codes of ours. */
export const FIRST_CODE = 4000;
export const LAST_CODE = 4499;
/** With no code, or 1000, a close would be a goodbye. */
export const LOST = 4000;
export const MALFORMED = 4400;
/** How long each step of an attempt may take. */
export const STEP_MS = 10_000;
/** More than this waits in the socket: the outbox keeps the rest. */
export const FULL_BYTES = 65_536;
export const MOST_DETAIL = 80;

/** What a message costs beside its texts and body; an estimate. */
export const OVERHEAD_BYTES = 64;
export const BUSY = 'BUSY';
export const LONGEST_PAUSE_MS = 60_000;

export const SPREAD_MS = 1_000;
/** What the budget adds is spread by this: clients that failed together spent theirs together. */
export const MASS_SPREAD_MS = 15_000;
export const BASE_MS = 1_000;
export const CAP_MS = 60_000;
export const HELD_MS = 60_000;
export const MINUTE_MS = 60_000;
export const ATTEMPTS_PER_MINUTE = 10;
/** A longer hint counts as this. */
export const MOST_HINT_MS = 3_600_000;

export const MOST_BYTES = 1 << 20;

export const GOODBYE = 4300;
export const GOODBYE_WAIT_MS = 1_000;
/** The close code of a connection that had nothing to say. */
export const IDLE = 4103;
/** A browser does not say when its socket has room again. */
export const DRAIN_MS = 50;
export const DEFAULT_INTERVAL_MS = 50_000;
export const MOST_TEXT_BYTES = 256;

export const MOST_VALUES = 32;
export const MOST_WORD_BYTES = 64;

/** Acknowledged ids that are remembered. */
export const REMEMBERED = 1_000;
/** Messages that may wait for the application; further ones are dropped, unacknowledged. */
export const MOST_WAITING = 1_000;
