package io.heartwire.gateway.session;

import io.heartwire.core.liveness.LivenessPolicy;
import io.heartwire.core.time.Scheduler;
import io.heartwire.gateway.cluster.OfflineHolds;
import io.heartwire.gateway.cluster.Scope;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts holds and extensions in force, and ends them: when their time is over, or before. Thread
 * safe; never blocks. They end with the gateway.
 */
public final class LeverDesk {
  /** The shortest time for which one may be in force. */
  public static final Duration LEAST_TIME = Duration.ofSeconds(1);

  /** The longest time for which one may be in force. */
  public static final Duration MOST_TIME = LivenessPolicy.MAX_HOLD;

  private static final Logger LOG = LoggerFactory.getLogger(LeverDesk.class);

  private final SessionRegistry sessions;
  private final OfflineHolds offline;
  private final Scheduler scheduler;
  private final InstantSource wallClock;
  private final AtomicLong ids = new AtomicLong();

  /** Acts on the clients of {@code sessions}, and on what {@code offline} says of them. */
  public LeverDesk(
      SessionRegistry sessions,
      OfflineHolds offline,
      Scheduler scheduler,
      InstantSource wallClock) {
    this.sessions = sessions;
    this.offline = offline;
    this.scheduler = scheduler;
    this.wallClock = wallClock;
  }

  /**
   * What is asked for.
   *
   * @param kind what it does
   * @param scope for whom
   * @param more of an extension: what is added to the timeout
   * @param time for how long, from {@link #LEAST_TIME} to {@link #MOST_TIME}
   * @param by who asks
   */
  public record Wish(TimedLever.Kind kind, Scope scope, Duration more, Duration time, String by) {}

  /** What {@code wish} would be, now. */
  public TimedLever foretell(Wish wish) {
    return lever(0, wish);
  }

  private TimedLever lever(long id, Wish wish) {
    Instant now = wallClock.instant();
    Instant until = now.plus(wish.time());
    return new TimedLever(id, wish.kind(), wish.scope(), wish.more(), now, until, wish.by());
  }

  /**
   * Puts it in force, at once for whoever is attached.
   *
   * @param id by which it is lifted; 0 for one that is unique here. If one of this id is in force
   *     already, nothing changes
   * @throws IllegalStateException if there are {@link TimedLevers#MOST} already
   */
  public TimedLever pull(Wish wish, long id) {
    Optional<TimedLever> known = find(id);
    if (known.isPresent()) {
      return known.get();
    }
    TimedLever lever = lever(id == 0 ? ids.incrementAndGet() : id, wish);
    sessions.policies().levers().add(lever);
    if (lever.kind() == TimedLever.Kind.HOLD) {
      offline.hold(lever.id(), lever.scope(), wish.time());
    }
    review(lever);
    scheduler.schedule(() -> end(lever.id(), "its time is over"), wish.time().toNanos());
    LOG.info(
        "{} of {} until {}: asked by {}", lever.kind(), lever.scope(), lever.until(), wish.by());
    return lever;
  }

  /** Ends the one of this number before its time; empty if there is none. */
  public Optional<TimedLever> lift(long id) {
    return end(id, "it was lifted");
  }

  /** All that are in force, the oldest first. */
  public List<TimedLever> levers() {
    return sessions.policies().levers().all();
  }

  /** How often somebody was not announced offline because of a hold, since the start. */
  public long offlineHeldBack() {
    return offline.heldBack();
  }

  private Optional<TimedLever> end(long id, String why) {
    Optional<TimedLever> ended = find(id);
    ended.ifPresent(
        lever -> {
          sessions.policies().levers().remove(lever);
          review(lever);
          offline.lift(id);
          LOG.info("{} of {} has ended: {}", lever.kind(), lever.scope(), why);
        });
    return ended;
  }

  private Optional<TimedLever> find(long id) {
    return levers().stream().filter(it -> it.id() == id).findFirst();
  }

  private void review(TimedLever lever) {
    for (Session session : sessions.sessions()) {
      if (lever.concerns(session)) {
        session.connection().reviewPolicy();
      }
    }
  }
}
