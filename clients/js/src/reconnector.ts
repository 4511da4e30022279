/*
 * When to connect again, as a state machine: one loop, whatever fires, that never ends without saying
 * so. Every wait is random, at the cap too: clients that failed together do not return together.
 */
import { type Ending, LATER, NEVER_SUCH_FRAMES, WITH_ANOTHER_CREDENTIAL } from './closecodes.js';
import { ATTEMPTS_PER_MINUTE, BASE_MS, CAP_MS, HELD_MS, MASS_SPREAD_MS, MINUTE_MS, MOST_HINT_MS, SPREAD_MS } from './figures.js';

/** What is wanted: to wait (which replaces any earlier wait), to make an attempt, or to stop. */
export interface Step {
  waitMs?: number;
  attempt?: number;
  credentialWanted?: boolean;
}

const enum Phase {
  New,
  Waiting,
  Trying,
  Online,
  Stopped,
}


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
  let phase: Phase = Phase.New;
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
    phase = Phase.Waiting;
    wanting = false;
    hinted = hint;
    turnKept = turn;
    dueAt = now + waitMs;
    return { waitMs };
  };
  const stop = (credentialWanted: boolean): Step => {
    phase = Phase.Stopped;
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
    start: (now) => (phase === Phase.New ? wait(soon(), now) : undefined),
    due: (now) => {
      if (phase !== Phase.Waiting) {
        return undefined;
      }
      if (dueAt > now) {
        return { waitMs: dueAt - now };
      }
      attemptedAt = [...attemptedAt, now].slice(-ATTEMPTS_PER_MINUTE);
      if (turnKept) {
        turnTakenAt = now;
      }
      phase = Phase.Trying;
      return { attempt: ++failures };
    },
    accepted: (now) => {
      phase = Phase.Online;
      acceptedAt = now;
    },
    ended: ({ code, retryAfterMs }, now) => {
      if (phase === Phase.Online && now - acceptedAt >= HELD_MS) {
        failures = previousMs = 0;
      }
      const advice = Math.floor(code / 100);
      if (advice >= WITH_ANOTHER_CREDENTIAL && advice <= NEVER_SUCH_FRAMES) {
        return stop(advice === WITH_ANOTHER_CREDENTIAL);
      }
      const later = advice === LATER;
      return retryAfterMs! >= 0
        ? wait(Math.min(retryAfterMs!, MOST_HINT_MS) + soon(), now, true, later)
        : wait(later ? uniform(CAP_MS / 2, CAP_MS) : failures ? backoff() : soon(), now);
    },
    wake: (now) => {
      const delay = soon();
      return phase === Phase.Waiting && !hinted && dueAt - now > Math.max(delay, budget(now)) ? wait(delay, now) : undefined;
    },
    newCredential: (now) => (wanting ? wait(soon(), now) : undefined),
    stop,
  };
}
