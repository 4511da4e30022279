package io.heartwire.core.liveness;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * What one connection is held to: how often both sides speak, and when silence becomes a verdict.
 *
 * <p>{@link #server} and {@link #keepAlive} judge by silence and ask the kernel; {@link #client}
 * judges by unanswered pings. All are one state machine ({@link LivenessTable}). Source of the
 * formulas: {@code docs/detection.md}.
 *
 * @param interval how often the peer promises a byte (server), how long we may be idle before we
 *     ping (client); at least 100 ms
 * @param timeout silence after which the peer is dead, at least twice the interval; one and a half
 *     times for {@link #keepAlive}
 * @param suspectAfter silence after which the kernel and the peer are asked
 * @param frozenAfter silence after which a peer is dead whose kernel still acknowledges
 * @param pingWhen when we ping without being suspicious
 * @param verdict what makes a verdict: silence, or unanswered pings
 * @param idleTimeout without a message (heartbeats do not count) the connection is closed; zero for
 *     never
 * @param frameDeadline a frame once begun ends within this; zero for never
 * @param loginDeadline a login ends within this, counted from accept; zero once logged in
 * @param check false: no verdict is made of silence
 * @param trustAcks false behind a proxy that terminates TCP: the kernel's ACKs are not the client's
 * @param staleAfter silence after which the peer is shown as stale, and nothing else happens; less
 *     than the timeout, zero for never
 * @param held true: verdicts of silence are held, for as long as the peer has this policy; when it
 *     gets one that holds nothing, it has its full timeout from then on
 */
public record LivenessPolicy(
    Duration interval,
    Duration timeout,
    Duration suspectAfter,
    Duration frozenAfter,
    PingWhen pingWhen,
    Verdict verdict,
    Duration idleTimeout,
    Duration frameDeadline,
    Duration loginDeadline,
    boolean check,
    boolean trustAcks,
    Duration staleAfter,
    boolean held) {

  /** The default interval. */
  public static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(50);

  /** The default timeout. */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(150);

  /** The least interval that can be configured. */
  public static final Duration MIN_INTERVAL = Duration.ofMillis(100);

  /** The longest time for which verdicts may be {@link #held}. */
  public static final Duration MAX_HOLD = Duration.ofDays(1);

  /** The largest time that can be configured, for any of the times. */
  public static final Duration MAX_TIME = Duration.ofDays(7);

  /** When we send a ping although nothing is suspicious. */
  public enum PingWhen {
    /** Only as a probe. */
    NEVER,
    /** When nothing was written for the interval. */
    WRITE_IDLE,
    /** When nothing was read for the interval. */
    READ_IDLE,
    /** When nothing was written, or nothing was read, for the interval. */
    EITHER_IDLE,
    /**
     * Once per interval whatever else happens; jitter ± 10 %, the first one at a random moment of
     * it.
     */
    FIXED
  }

  /** What a verdict is made of. */
  public enum Verdict {
    /** Silence of {@link #timeout}, with the kernel's evidence: for servers. */
    SILENCE,
    /** Silence of {@link #timeout} of one that holds no connection and cannot be asked. */
    LEASE,
    /**
     * Silence of one and a half intervals, whatever the kernel acknowledges: for servers of MQTT.
     * Our own stalls are excused, and the mass breaker may hold the verdict.
     */
    KEEP_ALIVE,
    /** The same, to the letter: nothing is excused, and nobody holds it. */
    KEEP_ALIVE_STRICT,
    /**
     * Pings without an answer, each waited for {@code clamp(4 · round trip, 3 s, 8 s)}, two
     * retries: for clients.
     */
    PONGS
  }

  public LivenessPolicy {
    if (interval.compareTo(MIN_INTERVAL) < 0) {
      throw new IllegalArgumentException(
          "liveness.interval ("
              + text(interval)
              + ") must be at least "
              + text(MIN_INTERVAL)
              + ": raise it");
    }
    boolean twice = verdict == Verdict.SILENCE || verdict == Verdict.LEASE;
    if (twice && timeout.compareTo(interval.multipliedBy(2)) < 0) {
      throw new IllegalArgumentException(
          "liveness.timeout ("
              + text(timeout)
              + ") must be at least twice liveness.interval ("
              + text(interval)
              + "): raise it, or lower the interval");
    }
    if (suspectAfter.isZero()
        || suspectAfter.compareTo(timeout) > 0
        || frozenAfter.compareTo(timeout) < 0) {
      throw new IllegalArgumentException(
          "a peer is suspected ("
              + text(suspectAfter)
              + ") before it is dead ("
              + text(timeout)
              + "), and while its host still acknowledges not sooner ("
              + text(frozenAfter)
              + "): put them in order");
    }
    checkStale(staleAfter, timeout);
    for (Duration time :
        new Duration[] {
          interval,
          timeout,
          suspectAfter,
          frozenAfter,
          idleTimeout,
          frameDeadline,
          loginDeadline,
          staleAfter
        }) {
      if (time.compareTo(MAX_TIME) > 0) {
        throw new IllegalArgumentException(
            "liveness times are at most "
                + text(MAX_TIME)
                + ", but one is "
                + text(time)
                + ": lower it");
      }
      if (time.isNegative()) {
        throw new IllegalArgumentException(
            "liveness times are not negative, but one is " + text(time) + ": raise it");
      }
    }
  }

  private static void checkStale(Duration staleAfter, Duration timeout) {
    if (staleAfter.compareTo(timeout) >= 0) {
      throw new IllegalArgumentException(
          "liveness.stale-after ("
              + text(staleAfter)
              + ") must be less than liveness.timeout ("
              + text(timeout)
              + "): lower it, or raise the timeout");
    }
  }

  /** A server's view of a client that promised a byte every {@code interval}. */
  public static LivenessPolicy server(Duration interval, Duration timeout) {
    long d = interval.toNanos();
    long t = timeout.toNanos();
    long suspect = Math.min(d * 115 / 100 + 500_000_000L, d + (t - d) / 3);
    long frozen = t + Math.min(d, Duration.ofSeconds(15).toNanos());
    frozen = Math.max(t, Math.min(frozen, MAX_TIME.toNanos()));
    return new LivenessPolicy(
        interval,
        timeout,
        Duration.ofNanos(suspect),
        Duration.ofNanos(frozen),
        PingWhen.NEVER,
        Verdict.SILENCE,
        Duration.ZERO,
        Duration.ofSeconds(30),
        Duration.ZERO,
        true,
        true,
        Duration.ZERO,
        false);
  }

  /**
   * A server's view of a client that holds no connection and reports every {@code interval}. Nobody
   * can ask it, so that a report that comes late is no suspicion: it is suspected only so long
   * before the verdict that the mass breaker can count it.
   */
  public static LivenessPolicy lease(Duration interval, Duration timeout) {
    long t = timeout.toNanos();
    long notice = Math.min(t / 4, Duration.ofSeconds(6).toNanos());
    return new LivenessPolicy(
        interval,
        timeout,
        Duration.ofNanos(t - notice),
        timeout,
        PingWhen.NEVER,
        Verdict.LEASE,
        Duration.ZERO,
        Duration.ZERO,
        Duration.ZERO,
        true,
        false,
        Duration.ZERO,
        false);
  }

  /** The lease of a client that this policy is for: it keeps times, check and staleness. */
  public LivenessPolicy asLease() {
    return lease(interval, timeout).withStaleAfter(staleAfter).withCheck(check);
  }

  /**
   * A server's view of an MQTT client with this keep alive: dead after one and a half times as
   * long, whatever its host still acknowledges, as the standard demands.
   *
   * @param strict neither our own stalls nor the mass breaker put the verdict off
   */
  public static LivenessPolicy keepAlive(Duration keepAlive, boolean strict) {
    Duration timeout = keepAlive.multipliedBy(3).dividedBy(2);
    LivenessPolicy server = server(keepAlive, keepAlive.multipliedBy(2));
    long third = keepAlive.plus(timeout.minus(keepAlive).dividedBy(3)).toNanos();
    long suspect = Math.min(server.suspectAfter().toNanos(), third);
    return new LivenessPolicy(
        keepAlive,
        timeout,
        Duration.ofNanos(suspect),
        timeout,
        PingWhen.NEVER,
        strict ? Verdict.KEEP_ALIVE_STRICT : Verdict.KEEP_ALIVE,
        server.idleTimeout(),
        server.frameDeadline(),
        server.loginDeadline(),
        server.check(),
        server.trustAcks(),
        server.staleAfter(),
        false);
  }

  /**
   * A client's view of a server: pings when idle for {@code interval}, gives up after three
   * unanswered pings.
   */
  public static LivenessPolicy client(Duration interval) {
    return new LivenessPolicy(
        interval,
        interval.multipliedBy(3),
        interval,
        interval.multipliedBy(3),
        PingWhen.EITHER_IDLE,
        Verdict.PONGS,
        Duration.ZERO,
        Duration.ZERO,
        Duration.ZERO,
        true,
        true,
        Duration.ZERO,
        false);
  }

  /**
   * A connection that has not logged in: nothing but the login deadline and the frame deadline
   * holds.
   */
  public static LivenessPolicy login(Duration loginDeadline, Duration frameDeadline) {
    return server(DEFAULT_INTERVAL, DEFAULT_TIMEOUT)
        .withCheck(false)
        .withFrameDeadline(frameDeadline)
        .withLoginDeadline(loginDeadline);
  }

  /** This policy with the check turned on or off. */
  public LivenessPolicy withCheck(boolean check) {
    return with(to -> to.check = check);
  }

  /** This policy with another trust in the kernel's acknowledgements. */
  public LivenessPolicy withTrustAcks(boolean trustAcks) {
    return with(to -> to.trustAcks = trustAcks);
  }

  /** This policy with another way of pinging. */
  public LivenessPolicy withPingWhen(PingWhen pingWhen) {
    return with(to -> to.pingWhen = pingWhen);
  }

  /** This policy with another time after which the peer is shown as stale; zero turns it off. */
  public LivenessPolicy withStaleAfter(Duration staleAfter) {
    return with(to -> to.staleAfter = staleAfter);
  }

  /** True if a peer that is silent for so long is to be shown as stale. */
  public boolean isStale(Duration silence) {
    return check && !staleAfter.isZero() && silence.compareTo(staleAfter) >= 0;
  }

  /** This policy with another idle timeout; zero turns it off. */
  public LivenessPolicy withIdleTimeout(Duration idleTimeout) {
    return with(to -> to.idleTimeout = idleTimeout);
  }

  /** This policy with verdicts of silence held, or not. */
  public LivenessPolicy withHeld(boolean held) {
    return with(to -> to.held = held);
  }

  /** This policy with so much more patience, up to {@link #MAX_TIME}. */
  public LivenessPolicy withMoreTime(Duration more) {
    return withTimeout(atMost(timeout.plus(more)), atMost(frozenAfter.plus(more)));
  }

  private static Duration atMost(Duration time) {
    return time.compareTo(MAX_TIME) < 0 ? time : MAX_TIME;
  }

  /** This policy with another patience; when the peer is suspected stays as it is. */
  LivenessPolicy withTimeout(Duration timeout, Duration frozenAfter) {
    return with(
        to -> {
          to.timeout = timeout;
          to.frozenAfter = frozenAfter;
        });
  }

  /** This policy with another frame deadline; zero turns it off. */
  public LivenessPolicy withFrameDeadline(Duration frameDeadline) {
    return with(to -> to.frameDeadline = frameDeadline);
  }

  private LivenessPolicy withLoginDeadline(Duration loginDeadline) {
    return with(to -> to.loginDeadline = loginDeadline);
  }

  private LivenessPolicy with(Consumer<Copy> change) {
    Copy copy = new Copy(this);
    change.accept(copy);
    return copy.policy();
  }

  /** A policy in the making: all of another one, but for what is changed. */
  private static final class Copy {
    private final LivenessPolicy from;
    Duration timeout;
    Duration frozenAfter;
    PingWhen pingWhen;
    Duration idleTimeout;
    Duration frameDeadline;
    Duration loginDeadline;
    boolean check;
    boolean trustAcks;
    Duration staleAfter;
    boolean held;

    Copy(LivenessPolicy from) {
      this.from = from;
      timeout = from.timeout;
      frozenAfter = from.frozenAfter;
      pingWhen = from.pingWhen;
      idleTimeout = from.idleTimeout;
      frameDeadline = from.frameDeadline;
      loginDeadline = from.loginDeadline;
      check = from.check;
      trustAcks = from.trustAcks;
      staleAfter = from.staleAfter;
      held = from.held;
    }

    LivenessPolicy policy() {
      return new LivenessPolicy(
          from.interval,
          timeout,
          from.suspectAfter,
          frozenAfter,
          pingWhen,
          from.verdict,
          idleTimeout,
          frameDeadline,
          loginDeadline,
          check,
          trustAcks,
          staleAfter,
          held);
    }
  }

  private static String text(Duration d) {
    return d.toMillis() % 1000 == 0 ? d.toSeconds() + "s" : d.toMillis() + "ms";
  }
}
