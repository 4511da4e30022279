/*
 * When to connect again, as a state machine: one loop, whatever fires, that never ends without saying
 * so. Every wait is random, at the cap too: clients that failed together do not return together.
 */
import { adviceOf, type Ending } from './closecodes.js';

/** What is wanted: to wait (which replaces any earlier wait), to make an attempt, or to stop. */
export interface Step {
  waitMs?: number;
  attempt?: number;
  credentialWanted?: boolean;
}

const SPREAD_MS = 1_000;
/** What the budget adds is spread by this: clients that failed together spent theirs together. */
const MASS_SPREAD_MS = 15_000;
const BASE_MS = 1_000;
const CAP_MS = 60_000;
const HELD_MS = 60_000;
const MINUTE_MS = 60_000;
const ATTEMPTS_PER_MINUTE = 10;
/** A longer hint counts as this. */
const MOST_HINT_MS = 3_600_000;

export interface Reconnector {
  start(now: number): Step | undefined;
  /** The wait is over; called too early, it answers with the rest. */
  due(now: number): Step | undefined;
  /** The server welcomed us: login included, not only connected. */
  accepted(now: number): void;
  /** The attempt failed, or its session ended. */
  ended(ending: Ending, now: number): Step | undefined;
  /** An attempt is worthwhile now. Shortens a wait that is only back-off; a hint and the budget stand. */
  wake(now: number): Step | undefined;
  /** There is a new credential: goes on if it stopped for want of one. */
  newCredential(now: number): Step | undefined;
  /** Ends for good, or until there is another credential. */
  stop(credentialWanted: boolean): Step | undefined;
}

export function reconnector(random: () => number): Reconnector {
  let phase: 'new' | 'waiting' | 'trying' | 'online' | 'stopped' = 'new';
  let wanting = false;
  let hinted = false;
  let turnKept = false;
  let turnTakenAt = -Infinity;
  let attemptedAt: number[] = [];
  let failures = 0;
  let previousMs = 0;
  let dueAt = 0;
  let acceptedAt = 0;

  const uniform = (least: number, most: number): number => least + random() * (most - least);
  const soon = (): number => uniform(0, SPREAD_MS);
  /** How long the budget forbids another attempt, whatever caused the last ones. */
  const budget = (now: number): number => (attemptedAt.length < ATTEMPTS_PER_MINUTE ? 0 : MINUTE_MS - (now - attemptedAt[0]!));
  const wait = (delay: number, now: number, hint = false, turn = false): Step => {
    // A turn that is kept for us is lost if we come late: what we spent before does not count, but for one in six seconds.
    const forbidden = turn ? Math.min(budget(now), MINUTE_MS / ATTEMPTS_PER_MINUTE - (now - turnTakenAt)) : budget(now);
    const waitMs = forbidden > delay ? forbidden + uniform(0, MASS_SPREAD_MS) : delay;
    phase = 'waiting';
    wanting = false;
    hinted = hint;
    turnKept = turn;
    dueAt = now + waitMs;
    return { waitMs };
  };
  const stop = (credentialWanted: boolean): Step => {
    phase = 'stopped';
    wanting = credentialWanted;
    return { credentialWanted };
  };
  /** Decorrelated jitter; what exceeds the cap is drawn again, in the half below it. */
  const backoff = (): number => {
    previousMs = uniform(BASE_MS, 3 * Math.max(BASE_MS, previousMs));
    if (previousMs > CAP_MS) {
      previousMs = uniform(CAP_MS / 2, CAP_MS);
    }
    return previousMs;
  };

  return {
    start: (now) => (phase === 'new' ? wait(soon(), now) : undefined),
    due: (now) => {
      if (phase !== 'waiting') {
        return undefined;
      }
      if (dueAt > now) {
        return { waitMs: dueAt - now };
      }
      attemptedAt = [...attemptedAt, now].slice(-ATTEMPTS_PER_MINUTE);
      if (turnKept) {
        turnTakenAt = now;
      }
      phase = 'trying';
      return { attempt: ++failures };
    },
    accepted: (now) => {
      phase = 'online';
      acceptedAt = now;
    },
    ended: ({ code, retryAfterMs }, now) => {
      if (phase === 'online' && now - acceptedAt >= HELD_MS) {
        failures = previousMs = 0;
      }
      const advice = adviceOf(code);
      if (advice === 'stay-away' || advice === 'new-credential') {
        return stop(advice === 'new-credential');
      }
      const later = advice === 'later';
      return retryAfterMs !== undefined
        ? wait(Math.min(retryAfterMs, MOST_HINT_MS) + soon(), now, true, later)
        : wait(later ? uniform(CAP_MS / 2, CAP_MS) : failures ? backoff() : soon(), now);
    },
    wake: (now) => {
      const delay = soon();
      return phase === 'waiting' && !hinted && dueAt - now > Math.max(delay, budget(now)) ? wait(delay, now) : undefined;
    },
    newCredential: (now) => (wanting ? wait(soon(), now) : undefined),
    stop,
  };
}
