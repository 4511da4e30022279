/*
 * When to connect again, as a state machine: one loop, whatever fires, that never ends without saying
 * so. Every wait is random, at the cap too: clients that failed together do not return together.
 */
import { adviceOf, type Ending } from './closecodes.js';

/** What is wanted. `wait` replaces any earlier wait; `connect` carries the number of the attempt. */
export type Step =
  | { kind: 'wait'; delayMs: number }
  | { kind: 'connect'; attempt: number }
  | { kind: 'stop'; credentialWanted: boolean }
  | undefined;

/** A whole random number from 0 to `most`, both included, is drawn with this. */
export type Random = () => number;

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

export class Reconnector {
  private phase: 'new' | 'waiting' | 'trying' | 'online' | 'stopped' = 'new';
  private credentialWanted = false;
  private hinted = false;
  private turnKept = false;
  private turnTakenAt = -Infinity;
  private attemptedAt: number[] = [];
  private failures = 0;
  private previousMs = 0;
  private dueAt = 0;
  private acceptedAt = 0;

  constructor(private readonly random: Random) {}

  start(now: number): Step {
    return this.phase === 'new' ? this.wait(this.uniform(0, SPREAD_MS), now) : undefined;
  }

  /** The wait is over; called too early, it answers with the rest. */
  due(now: number): Step {
    if (this.phase !== 'waiting') {
      return undefined;
    }
    if (this.dueAt > now) {
      return { kind: 'wait', delayMs: this.dueAt - now };
    }
    this.attemptedAt.push(now);
    if (this.attemptedAt.length > ATTEMPTS_PER_MINUTE) {
      this.attemptedAt.shift();
    }
    if (this.turnKept) {
      this.turnTakenAt = now;
    }
    this.phase = 'trying';
    return { kind: 'connect', attempt: ++this.failures };
  }

  /** The server welcomed us: login included, not only connected. */
  accepted(now: number): void {
    this.phase = 'online';
    this.acceptedAt = now;
  }

  /** The attempt failed, or its session ended. */
  ended(ending: Ending, now: number): Step {
    if (this.phase !== 'trying' && this.phase !== 'online') {
      return undefined;
    }
    if (this.phase === 'online' && now - this.acceptedAt >= HELD_MS) {
      this.failures = this.previousMs = 0;
    }
    const advice = adviceOf(ending.code);
    if (advice === 'stay-away' || advice === 'new-credential') {
      return this.stop(advice === 'new-credential');
    }
    const later = advice === 'later';
    if (ending.retryAfterMs !== undefined) {
      const delay = Math.min(ending.retryAfterMs, MOST_HINT_MS) + this.uniform(0, SPREAD_MS);
      return this.wait(delay, now, true, later);
    }
    if (later) {
      return this.wait(this.uniform(CAP_MS / 2, CAP_MS), now);
    }
    if (this.failures === 0) {
      return this.wait(this.uniform(0, SPREAD_MS), now);
    }
    this.previousMs = this.backoff();
    return this.wait(this.previousMs, now);
  }

  /** An attempt is worthwhile now. Shortens a wait that is only back-off; a hint and the budget stand. */
  wake(now: number): Step {
    if (this.phase !== 'waiting' || this.hinted) {
      return undefined;
    }
    const delay = this.uniform(0, SPREAD_MS);
    return this.dueAt - now > Math.max(delay, this.budget(now)) ? this.wait(delay, now) : undefined;
  }

  /** There is a new credential: goes on if it stopped for want of one. */
  newCredential(now: number): Step {
    if (this.phase !== 'stopped' || !this.credentialWanted) {
      return undefined;
    }
    return this.wait(this.uniform(0, SPREAD_MS), now);
  }

  /** Ends for good, or until there is another credential. */
  stop(credentialWanted = false): Step {
    this.phase = 'stopped';
    this.credentialWanted = credentialWanted;
    return { kind: 'stop', credentialWanted };
  }

  private wait(delay: number, now: number, hinted = false, turnKept = false): Step {
    // A turn that is kept for us is lost if we come late: what we spent before does not count.
    const budget = turnKept ? Math.min(this.budget(now), this.turn(now)) : this.budget(now);
    const delayMs = budget > delay ? budget + this.uniform(0, MASS_SPREAD_MS) : delay;
    this.phase = 'waiting';
    this.credentialWanted = false;
    this.hinted = hinted;
    this.turnKept = turnKept;
    this.dueAt = now + delayMs;
    return { kind: 'wait', delayMs };
  }

  /** Decorrelated jitter; what exceeds the cap is drawn again, in the half below it. */
  private backoff(): number {
    const drawn = this.uniform(BASE_MS, 3 * Math.max(BASE_MS, this.previousMs));
    return drawn <= CAP_MS ? drawn : this.uniform(CAP_MS / 2, CAP_MS);
  }

  /** How long the budget forbids another attempt, whatever caused the last ones. */
  private budget(now: number): number {
    const [oldest] = this.attemptedAt;
    return oldest === undefined || this.attemptedAt.length < ATTEMPTS_PER_MINUTE ? 0 : Math.max(0, MINUTE_MS - (now - oldest));
  }

  /** How long the turn before forbids another, so that no server hurries its clients. */
  private turn(now: number): number {
    return Math.max(0, MINUTE_MS / ATTEMPTS_PER_MINUTE - (now - this.turnTakenAt));
  }

  private uniform(least: number, most: number): number {
    return least + this.random() * (most - least);
  }
}
