/*
 * The client's half of the detector (docs/detection.md), as a state machine: what happened comes in with
 * `now`, what to do comes out. Times are milliseconds on a clock that never goes back.
 *
 * Our own duty to speak runs on the clock; the judgement of the server runs on attentive time, which
 * leaves out what our timers were late by: a hidden tab whose timers are throttled, or a page that hung,
 * has not listened in that time, and must not call the server dead for it.
 *
 * Here and elsewhere: a function that makes an object, and no class. A minifier shortens the names inside a
 * function, those of properties it must leave; the budget of this client is in bytes.
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
/** Whoever did not run for longer than this knows nothing of how idle the network was. */
const ABSENT_MS = 1_000;
/** Whoever runs again for so long and still has the connection has not lost it by the stall. */
const AT_ONCE_MS = 1_000;

/** How a session stands, for its report. */
export interface Report {
  heardAt: number;
  /** How much of the time since then we did not run; of the time before, too, if we have only just woken. */
  stalledMs: number;
  /** Pings of the present question that are unanswered. */
  attempts: number;
  /** How long nothing had travelled in either direction; 0 if we did not run meanwhile. */
  idleMs: number;
  /** The same, when the present question was asked. */
  idleBeforeAskMs: number;
}

export interface Liveness {
  interval(intervalMs: number): void;
  /** Bytes came; how long nothing had travelled when the ping was sent that they answer, 0 if they answer none. */
  heard(now: number): number;
  /** Bytes were handed to the socket. */
  spoke(now: number): void;
  /** A pong answered the latest ping so soon. */
  roundTrip(ms: number): void;
  /** Sends a ping now, and waits for any byte. */
  ask(now: number): Duty;
  /** A timer fired. `moving`: bytes of ours have left since the last tick. */
  tick(now: number, moving: boolean): Duty;
  /** When the next tick is due, in milliseconds from now. */
  plan(now: number): number;
  report(now: number): Report;
}

/** A session begins: the first ping comes at random within the interval, so that clients spread. */
export function liveness(random: () => number, intervalMs: number, begin: number): Liveness {
  let attempts = 0;
  let stalledMs = 0;
  let heardAt = begin;
  let wroteAt = begin;
  /** From when our silence counts; earlier than the last write by some jitter. */
  let speakFrom = begin - random() * intervalMs;
  let attentiveMs = 0;
  let advancedAt = begin;
  let plannedMs = NAP_MS;
  let askedAt = 0;
  let firstAskedAt = 0;
  let idleBeforeAskMs = 0;
  let smoothedMs = 0;
  let asleep = false;
  let excused = false;
  let late = false;
  let barrier = false;
  /** For how long bytes may have lain unread because we did not run, and when they were read. */
  let unreadMs = 0;
  let readLateAt = 0;

  const advance = (now: number): void => {
    const passed = now - advancedAt;
    const lateMs = passed - plannedMs;
    const counted = Math.min(passed, plannedMs + TOLERANCE_MS);
    attentiveMs += counted;
    stalledMs += passed - counted;
    advancedAt = now;
    plannedMs = Math.max(0, -lateMs);
    late ||= lateMs > TOLERANCE_MS;
    asleep ||= lateMs > ASLEEP_MS;
  };
  const idleMs = (now: number): number => (stalledMs > ABSENT_MS ? 0 : now - Math.max(heardAt, wroteAt));
  const waitMs = (): number => Math.min(MOST_WAIT_MS, Math.max(LEAST_WAIT_MS, 4 * smoothedMs));
  const ping = (now: number): Duty => {
    wroteAt = now;
    // Spread over 10 %, or connections that are in step would stay in step for ever.
    speakFrom = now - (random() * intervalMs) / 10;
    return 'ping';
  };
  /** The wait may be longer than the server's patience: go on speaking. */
  const speakOn = (now: number): Duty => (now - speakFrom >= intervalMs ? ping(now) : undefined);
  const ask = (now: number): Duty => {
    advance(now);
    if (!attempts) {
      idleBeforeAskMs = asleep ? 0 : idleMs(now);
    }
    attempts = 1;
    askedAt = firstAskedAt = attentiveMs;
    return ping(now);
  };
  const judge = (now: number, moving: boolean): Duty => {
    const wasLate = late;
    late = false;
    if (attentiveMs - askedAt < waitMs()) {
      return speakOn(now);
    }
    if (moving && attentiveMs - firstAskedAt < PROGRESS_MS) {
      askedAt = attentiveMs;
      return speakOn(now);
    }
    if (attempts >= ATTEMPTS) {
      // What came while we were away may still wait behind this timer: listen once before the verdict.
      barrier = wasLate && !barrier;
      return barrier ? speakOn(now) : 'dead';
    }
    askedAt = attentiveMs;
    attempts++;
    return ping(now);
  };

  return {
    interval: (ms) => void (intervalMs = ms),
    heard: (now) => {
      advance(now);
      const idle = attempts && idleBeforeAskMs;
      if (stalledMs) {
        unreadMs = stalledMs;
        readLateAt = now;
      }
      heardAt = now;
      attempts = stalledMs = 0;
      excused = late = barrier = false;
      return idle;
    },
    spoke: (now) => void (wroteAt = speakFrom = now),
    roundTrip: (ms) => void (smoothedMs = smoothedMs ? (7 * smoothedMs + ms) / 8 : ms),
    ask,
    tick: (now, moving) => {
      advance(now);
      const woken = asleep && !excused;
      // Once until a byte comes: a tab that is throttled for ever finds its dead connection all the same.
      excused ||= woken;
      const duty = woken || (!attempts && Math.max(now - speakFrom, now - heardAt) >= intervalMs) ? ask(now) : attempts ? judge(now, moving) : undefined;
      asleep = false;
      late &&= attempts > 0;
      return duty;
    },
    plan: (now) => {
      const other = attempts ? waitMs() - (attentiveMs - askedAt) : intervalMs - (now - heardAt);
      plannedMs = barrier ? BARRIER_MS : Math.max(1, Math.min(intervalMs - (now - speakFrom), other, NAP_MS));
      return plannedMs;
    },
    // The server's question that led to its verdict lay unread with the verdict: hearing it is no sign of attention.
    report: (now) => ({ heardAt, stalledMs: stalledMs + (now - readLateAt < AT_ONCE_MS ? unreadMs : 0), attempts, idleMs: idleMs(now), idleBeforeAskMs }),
  };
}
