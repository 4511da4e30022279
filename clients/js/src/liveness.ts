/*
 * The client's half of the detector (docs/detection.md), as a state machine: what happened comes in with
 * `now`, what to do comes out. Times are milliseconds on a clock that never goes back.
 *
 * Our own duty to speak runs on the clock; the judgement of the server runs on attentive time, which
 * leaves out what our timers were late by: a hidden tab whose timers are throttled, or a page that hung,
 * has not listened in that time, and must not call the server dead for it.
 */

/** What a tick asks for. */
export type Duty = 'ping' | 'dead' | undefined;

/** A timer that is late by more than this was not just slow. */
const TOLERANCE_MS = 200;
/** So late: we were suspended, or throttled as hidden tabs are. */
const ASLEEP_MS = 10_000;
const LEAST_WAIT_MS = 3_000;
const MOST_WAIT_MS = 8_000;
const ATTEMPTS = 3;
/** How long bytes that still leave excuse a missing answer. */
const PROGRESS_MS = 60_000;
/** The longest nap between two ticks, so that a wake-up is noticed soon. */
const NAP_MS = 5_000;
/** After a late tick: long enough for what has arrived meanwhile to be handed to us. */
const BARRIER_MS = 100;

export class Liveness {
  /** How many pings of the present question are unanswered; 0: nothing is asked. */
  attempts = 0;
  /** How much of the time since the last byte came we did not run. */
  stalledMs = 0;
  heardAt: number;
  private wroteAt: number;
  /** From when our silence counts; earlier than the last write by some jitter. */
  private speakFrom: number;
  private attentiveMs = 0;
  private advancedAt: number;
  private plannedMs = NAP_MS;
  private askedAt = 0;
  private firstAskedAt = 0;
  private idleBeforeAskMs = 0;
  private smoothedMs = 0;
  private asleep = false;
  private excused = false;
  private late = false;
  private barrier = false;

  /** A session begins: the first ping comes at random within the interval, so that clients spread. */
  constructor(
    private readonly random: () => number,
    private intervalMs: number,
    now: number,
  ) {
    this.heardAt = now;
    this.wroteAt = now;
    this.advancedAt = now;
    this.speakFrom = now - random() * intervalMs;
  }

  interval(intervalMs: number): void {
    this.intervalMs = intervalMs;
  }

  /** How long nothing has travelled in either direction; 0 if we did not run meanwhile. */
  idleMs(now: number): number {
    return this.stalledMs > 1_000 ? 0 : now - Math.max(this.heardAt, this.wroteAt);
  }

  /**
   * Bytes came; answers how long nothing had travelled when the ping was sent that they answer, 0 if
   * they answer none.
   */
  heard(now: number): number {
    this.advance(now);
    const idle = this.attempts > 0 ? this.idleBeforeAskMs : 0;
    this.heardAt = now;
    this.attempts = 0;
    this.stalledMs = 0;
    this.excused = this.late = this.barrier = false;
    return idle;
  }

  /** Bytes were handed to the socket. */
  spoke(now: number): void {
    this.wroteAt = now;
    this.speakFrom = Math.max(this.speakFrom, now);
  }

  /** A pong answered the latest ping so soon. */
  roundTrip(ms: number): void {
    this.smoothedMs = this.smoothedMs ? (7 * this.smoothedMs + ms) / 8 : ms;
  }

  /** How long an answer is waited for. */
  get waitMs(): number {
    return Math.min(MOST_WAIT_MS, Math.max(LEAST_WAIT_MS, 4 * this.smoothedMs));
  }

  /** How idle the connection was when the question was asked that nobody has answered. */
  get silentAfterIdleMs(): number {
    return this.idleBeforeAskMs;
  }

  /** Sends a ping now, and waits for any byte. */
  ask(now: number): Duty {
    this.advance(now);
    if (this.attempts === 0) {
      this.idleBeforeAskMs = this.asleep ? 0 : this.idleMs(now);
    }
    this.attempts = 1;
    this.askedAt = this.firstAskedAt = this.attentiveMs;
    return this.ping(now);
  }

  /** A woken machine asks at its next tick; it is not judged by the gap. */
  woken(): void {
    this.asleep = true;
  }

  /** A timer fired. `moving`: bytes of ours have left since the last tick. */
  tick(now: number, moving: boolean): Duty {
    this.advance(now);
    const asleep = this.asleep;
    if (asleep && !this.excused) {
      // Once until a byte comes: a tab that is throttled for ever finds its dead connection all the same.
      const duty = this.ask(now);
      this.asleep = false;
      this.excused = true;
      return duty;
    }
    this.asleep = false;
    if (this.attempts > 0) {
      return this.await(now, moving);
    }
    this.late = false;
    return now - this.speakFrom >= this.intervalMs || now - this.heardAt >= this.intervalMs ? this.ask(now) : undefined;
  }

  /** When the next tick is due, in milliseconds from now. */
  plan(now: number): number {
    const toSpeak = this.intervalMs - (now - this.speakFrom);
    const other =
      this.attempts > 0
        ? this.waitMs - (this.attentiveMs - this.askedAt)
        : this.intervalMs - (now - this.heardAt);
    const delay = this.barrier ? BARRIER_MS : Math.max(1, Math.min(toSpeak, other, NAP_MS));
    this.advance(now);
    this.plannedMs = delay;
    return delay;
  }

  private await(now: number, moving: boolean): Duty {
    const { late } = this;
    this.late = false;
    if (this.attentiveMs - this.askedAt < this.waitMs) {
      return this.speakOn(now);
    }
    if (moving && this.attentiveMs - this.firstAskedAt < PROGRESS_MS) {
      this.askedAt = this.attentiveMs;
      return this.speakOn(now);
    }
    if (this.attempts >= ATTEMPTS) {
      // What came while we were away may still wait behind this timer: listen once before the verdict.
      this.barrier = late && !this.barrier;
      return this.barrier ? this.speakOn(now) : 'dead';
    }
    this.askedAt = this.attentiveMs;
    this.attempts++;
    return this.ping(now);
  }

  /** The wait may be longer than the server's patience: go on speaking. */
  private speakOn(now: number): Duty {
    return now - this.speakFrom >= this.intervalMs ? this.ping(now) : undefined;
  }

  private ping(now: number): Duty {
    this.wroteAt = now;
    // Spread over 10 %, or connections that are in step would stay in step for ever.
    this.speakFrom = now - (this.random() * this.intervalMs) / 10;
    return 'ping';
  }

  private advance(now: number): void {
    const passed = now - this.advancedAt;
    const lateMs = passed - this.plannedMs;
    const counted = Math.min(passed, this.plannedMs + TOLERANCE_MS);
    this.attentiveMs += counted;
    this.stalledMs += passed - counted;
    this.advancedAt = now;
    this.plannedMs = Math.max(0, this.plannedMs - passed);
    this.late ||= lateMs > TOLERANCE_MS;
    this.asleep ||= lateMs > ASLEEP_MS;
  }
}
