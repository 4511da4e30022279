package io.heartwire.core.liveness;

import io.heartwire.core.time.AttentiveClock;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The liveness of all connections of one event loop: who is alive, who is suspected, who is dead.
 *
 * <p>NOT thread safe: the owner loop alone calls it. A heartbeat is one plain store ({@link
 * #heard}); everything else happens in {@link #sweep}, which the owner runs every 10 to 100 ms
 * after {@link #tick}. There is no timer per connection. Decisions come out as {@link Action}s; the
 * sink may add, remove and judge slots while the sweep runs.
 *
 * <p>{@value Slots#BYTES_PER_SLOT} bytes a connection. The algorithm: {@code docs/detection.md}.
 */
public final class LivenessTable {
  private static final byte ALIVE = LivenessState.ALIVE.code;

  /** Who owns a slot, as the detector sees it. */
  public interface Peer {
    /** The groups that it belongs to. */
    Cohort cohort();
  }

  /** Does what the table decides, at once and on the owner loop. */
  @FunctionalInterface
  public interface Sink {
    /** Does {@code action} for the connection at {@code slot}. */
    void act(int slot, Action action);
  }

  final Slots slots = new Slots();
  final Policies policies = new Policies();
  final Absence absence = new Absence();
  final MassBreaker breaker;
  final RandomGenerator random;
  private final AttentiveClock clock;
  final KernelQuestions questions = new KernelQuestions(this);
  final Judge judge = new Judge(this);
  final ProbeBudget budget = new ProbeBudget();
  final HeldVerdicts held = new HeldVerdicts(this);
  final Duties duties = new Duties(this);
  private final Arrears arrears = new Arrears(this);
  private final Sweep sweep = new Sweep(this);

  /** The attentive time of the present tick, and of the one before. */
  int now;

  int before;

  /** What a byte that comes is stamped with: the present tick, or a later look at the clock. */
  private int stamp;

  long nowNanos;
  int suspects;
  int verdictsLeft;
  private long lateReads;
  private long verdicts;

  /**
   * A table without connections.
   *
   * @param nowNanos the monotonic time now
   * @param originMs what the attentive clock reads now; any value, 0 will do
   * @param breaker whom verdicts of silence are asked of; shared by all loops
   * @param random spreads pings and the order of held verdicts
   */
  public LivenessTable(long nowNanos, int originMs, MassBreaker breaker, RandomGenerator random) {
    this.clock = new AttentiveClock(nowNanos, originMs);
    this.breaker = breaker;
    this.random = random;
    this.nowNanos = nowNanos;
    this.now = originMs;
    this.before = originMs;
    this.stamp = originMs;
  }

  /** A new connection, heard of now; its number until {@link #remove}. */
  public int add(Peer peer, LivenessPolicy policy) {
    int slot = slots.take();
    slots.peer[slot] = peer;
    slots.policy[slot] = policies.acquire(policy);
    slots.state[slot] = ALIVE;
    slots.flags[slot] = 0;
    slots.rttMs[slot] = 0;
    slots.lastRx[slot] = stamp;
    slots.lastMessage[slot] = now;
    slots.probeAt[slot] = now;
    slots.lastTx[slot] = duties.firstPing(policy);
    return slot;
  }

  /**
   * The connection is gone; the number may be given to another one. Does nothing the second time.
   */
  public void remove(int slot) {
    if (slots.stateOf(slot) == LivenessState.FREE) {
      return;
    }
    clearSuspicion(slot);
    policies.release(slots.policy[slot]);
    slots.release(slot);
  }

  /** A byte of the peer was read: life. The hot path. */
  public void heard(int slot) {
    slots.lastRx[slot] = stamp;
  }

  /**
   * Looks at the clock in the middle of a long read pass, so that what comes late in it is stamped
   * with its own time. Whether the loop is away is for {@link #tick} to say.
   *
   * @param periodNanos the time after the last tick at which the next one is due
   */
  public void look(long nowNanos, long periodNanos) {
    int reading = clock.peek(nowNanos, periodNanos);
    if (reading - stamp > TimeUnit.NANOSECONDS.toMillis(periodNanos)) {
      sweep.restamp(stamp, reading - 1);
    }
    stamp = reading;
  }

  /** Something was written: our duty to speak is done for this interval. Never a sign of life. */
  public void spoke(int slot) {
    LivenessPolicy.PingWhen when = policyOf(slot).policy.pingWhen();
    if (when != LivenessPolicy.PingWhen.FIXED) {
      slots.lastTx[slot] = now;
    }
  }

  /** A message, not a heartbeat, was exchanged: the idle timeout starts again. */
  public void messaged(int slot) {
    slots.lastMessage[slot] = now;
  }

  /** A frame was begun and is not complete ({@code open}), or nothing is half read any more. */
  public void frameOpen(int slot, boolean open) {
    boolean was = (slots.state[slot] & Slots.FRAME_OPEN) != 0;
    if (open && !was && slots.stateOf(slot) != LivenessState.FREE) {
      slots.state[slot] |= Slots.FRAME_OPEN;
      slots.frameSince[slot] = now;
    } else if (!open && was) {
      slots.state[slot] &= ~Slots.FRAME_OPEN;
    }
  }

  /** Holds the connection to another policy from now on; deadlines that are new to it start now. */
  public void policy(int slot, LivenessPolicy policy) {
    if (slots.stateOf(slot) == LivenessState.FREE || policyOf(slot).policy.equals(policy)) {
      return;
    }
    CompiledPolicy old = policyOf(slot);
    short next = policies.acquire(policy);
    policies.release(slots.policy[slot]);
    slots.policy[slot] = next;
    slots.lastMessage[slot] = now;
    slots.frameSince[slot] = now;
    if (old.policy.pingWhen() != policy.pingWhen()
        || !old.policy.interval().equals(policy.interval())) {
      slots.lastTx[slot] = duties.firstPing(policy);
    }
    LivenessState state = slots.stateOf(slot);
    if (state != LivenessState.ALIVE && state != LivenessState.DEAD) {
      revive(slot);
    }
    if (policyOf(slot).beginsAnew(old, silence(slot))) {
      slots.lastRx[slot] = stamp;
    }
  }

  /**
   * The round trip that a pong has just shown, in milliseconds: a client waits in proportion to it.
   */
  public void roundTrip(int slot, long rttMs) {
    if (policyOf(slot).judgesPongs) {
      int old = slots.rttMs[slot];
      long smoothed = old == 0 ? rttMs : (7L * old + rttMs) / 8;
      slots.rttMs[slot] = (short) Math.min(Short.MAX_VALUE, Math.max(1, smoothed));
    }
  }

  /** The probe that was asked for was sent, or could not be (the channel is not writable). */
  public void probed(int slot, boolean sent) {
    // A client counts its attempts instead: one that cannot even be sent is as good as unanswered.
    if (slots.stateOf(slot) == LivenessState.FREE || policyOf(slot).judgesPongs) {
      return;
    }
    if (sent) {
      slots.countProbe(slot);
    } else if (slots.stateOf(slot) == LivenessState.SUSPECT) {
      // What was not sent is not retransmitted: there is no round trip to wait for.
      slots.rttMs[slot] = 0;
    }
  }

  /**
   * Moves time on. If the loop was away, raises the barrier: no verdict falls until {@link
   * #passCompleted}.
   *
   * @param periodNanos the time after which this tick was due
   * @return for how long the loop was away, in nanoseconds; 0 if it was not
   */
  public long tick(long nowNanos, long periodNanos) {
    this.nowNanos = nowNanos;
    before = now;
    long excusedBefore = clock.excusedMs();
    long lag = clock.tick(nowNanos, periodNanos);
    now = clock.ms();
    boolean late = now - stamp > TimeUnit.NANOSECONDS.toMillis(periodNanos);
    int last = stamp;
    stamp = now;
    if (slots.live() == 0) {
      absence.forget();
      return lag;
    }
    absence.ticked(now);
    if (late) {
      sweep.restampOnTheWay(last);
    }
    if (lag > 0) {
      // Before what was read at the end of this tick, see Sweep.restampOnTheWay.
      long lagMs = TimeUnit.NANOSECONDS.toMillis(lag);
      long excusedMs = clock.excusedMs() - excusedBefore;
      absence.stalled(now - 1, lagMs, excusedMs, policies.longestIntervalMs());
    }
    return lag;
  }

  /** One full read pass of the loop has ended since the stall: what had arrived has been heard. */
  public void passCompleted() {
    absence.passCompleted();
    arrears.passCompleted();
  }

  /**
   * The kernel went on receiving while the loop was away (only the process stood still), and a full
   * read pass has ended: who was silent in that time really was, so it is not excused after all.
   */
  public void stallSeenThrough() {
    arrears.stallSeenThrough();
  }

  /** Looks at every connection once and tells {@code sink} what to do. */
  public void sweep(Sink sink) {
    sweep.run(sink);
  }

  /** No more verdicts in the sweep that runs: those that are due wait for the next one. */
  public void enough() {
    verdictsLeft = 0;
  }

  /** What the kernel says of a connection it was asked about: the next thing to do. */
  public Action judge(int slot, SocketSnapshot kernel) {
    return judge.judge(slot, kernel);
  }

  /**
   * After a suspend of ours: every connection that is judged by its pongs is asked at once; nothing
   * is judged by the gap.
   */
  public void askAll(Sink sink) {
    for (int slot = 0; slot < slots.limit(); slot++) {
      LivenessState state = slots.stateOf(slot);
      boolean asks = state == LivenessState.ALIVE || state == LivenessState.AWAITING;
      if (asks && policyOf(slot).asksAfterSuspend()) {
        duties.ask(slot, sink);
      }
    }
  }

  /** Sends a ping now and, on a client, waits for any byte. Does nothing for the dead. */
  public void ask(int slot, Sink sink) {
    duties.ask(slot, sink);
  }

  /** Attentive milliseconds since the last byte. */
  public long silenceMs(int slot) {
    // What came since the tick may be stamped with a later look at the clock.
    return Math.max(0, now - slots.lastRx[slot]);
  }

  /** The state of a connection. */
  public LivenessState state(int slot) {
    return slots.stateOf(slot);
  }

  /** The policy that a connection is held to. */
  public LivenessPolicy policyAt(int slot) {
    return policyOf(slot).policy;
  }

  /** Who owns the slot; null if nobody does. */
  public @Nullable Peer peer(int slot) {
    return slots.peer[slot];
  }

  /** The owner is about to change its cohort: what is counted in the old one is taken back. */
  public void regroup(int slot) {
    if (slots.suspected(slot)) {
      revive(slot);
    }
  }

  /** The shortest interval that any connection here was ever held to, in milliseconds. */
  public int shortestIntervalMs() {
    return policies.shortestIntervalMs();
  }

  /** How many connections there are. */
  public int live() {
    return slots.live();
  }

  /** How many numbers a sweep looks at. */
  public int capacity() {
    return slots.limit();
  }

  /** How many connections are suspected, of which the kernel acknowledges or which are held. */
  public int suspects() {
    return suspects;
  }

  /** How often data lay unread that we would have called silence. */
  public long lateReads() {
    return lateReads;
  }

  /** How many verdicts have fallen. */
  public long verdicts() {
    return verdicts;
  }

  CompiledPolicy policyOf(int slot) {
    return policies.at(slots.policy[slot]);
  }

  /**
   * Silence that is certain: a byte may have come at any time within the tick it is stamped with.
   */
  int silence(int slot) {
    return before - slots.lastRx[slot];
  }

  boolean heardSinceAsked(int slot) {
    return slots.lastRx[slot] - slots.probeAt[slot] >= 0;
  }

  void suspect(int slot, int baseRtoMs) {
    slots.rttMs[slot] = (short) baseRtoMs;
    slots.probeAt[slot] = now;
    slots.enter(slot, LivenessState.SUSPECT);
    suspects++;
  }

  void lateRead() {
    lateReads++;
  }

  /** How many verdicts a policy has held. */
  public long heldBack() {
    return held.byPolicies();
  }

  void verdictFell() {
    verdictsLeft--;
    verdicts++;
  }

  /** Back to ALIVE, with nothing held against it. */
  void revive(int slot) {
    clearSuspicion(slot);
    slots.flags[slot] = 0;
    slots.enter(slot, LivenessState.ALIVE);
  }

  /** Leaves the counts of suspects, here and in the breaker. */
  void clearSuspicion(int slot) {
    if (slots.suspected(slot)) {
      suspects--;
    }
    LivenessTable.Peer peer = slots.peer[slot];
    if (slots.has(slot, Slots.COUNTED) && peer != null) {
      breaker.cleared(peer.cohort());
      slots.clear(slot, Slots.COUNTED);
    }
  }
}
