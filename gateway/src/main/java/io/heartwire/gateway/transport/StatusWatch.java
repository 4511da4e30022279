package io.heartwire.gateway.transport;

import io.heartwire.gateway.cluster.Notice;
import io.heartwire.gateway.health.ClientHealth;
import io.heartwire.gateway.health.ClientStatus;
import io.heartwire.gateway.health.Health;
import io.heartwire.gateway.health.HealthChange;
import io.heartwire.gateway.health.HealthDesk;
import io.heartwire.gateway.lease.Condition;
import io.heartwire.gateway.session.HealthNotice;
import io.heartwire.gateway.session.Session;
import io.heartwire.gateway.session.SharedValues;
import io.heartwire.wire.Status;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What one client says of its condition, as its heartbeats bring it. The latest is kept in its
 * session; who says nothing that is judged has no {@link ClientHealth}.
 *
 * <p>NOT thread safe: the event loop of its connection owns it. A heartbeat that says nothing new
 * allocates nothing here.
 */
public final class StatusWatch implements ClientHealth.Owner, Condition {
  private final Session session;
  private final Surroundings surroundings;
  private final Executor loop;
  private @Nullable ClientHealth health;

  /**
   * What all connections of a listener share.
   *
   * @param desk asks the rules
   * @param told takes what is told of changes; never blocks
   * @param counters counts statuses that are new
   * @param wallClock for people
   * @param words the names of fields, each kept once
   */
  public record Surroundings(
      HealthDesk desk,
      Consumer<Notice> told,
      TransportCounters counters,
      InstantSource wallClock,
      SharedValues<String> words) {

    /** Of a gateway. */
    public static Surroundings of(TcpServices services) {
      return new Surroundings(
          services.health(),
          notice -> services.presence().engine().record(notice),
          services.counters(),
          services.wallClock(),
          new SharedValues<>());
    }
  }

  /** Of a client that has just come, or come back to its session. */
  public StatusWatch(Session session, Surroundings surroundings, Executor loop) {
    this.session = session;
    this.surroundings = surroundings;
    this.loop = loop;
    if (!session.health().equals(Health.UNJUDGED)) {
      health();
    }
  }

  /** A ping or a pong brought {@code status}, which is not empty. */
  @Override
  public void heard(Status status) {
    ClientHealth known = health;
    if (StatusReading.isSame(session.status(), status)) {
      if (known != null) {
        known.heardAgain();
      }
      return;
    }
    ClientStatus said =
        StatusReading.of(status, surroundings.wallClock().millis(), surroundings.words()::shared);
    surroundings.counters().statusChanges.increment();
    session.reported(said);
    if (known != null || surroundings.desk().concerns(session.group(), said)) {
      health().heard(said);
    }
  }

  /** The rules may have changed. */
  @Override
  public void review() {
    if (health != null) {
      health.review();
    } else if (surroundings.desk().concerns(session.group(), session.status())
        && !session.status().isEmpty()) {
      health().heard(session.status());
    }
  }

  /** The connection has ended. */
  @Override
  public void end() {
    if (health != null) {
      health.end();
    }
  }

  private ClientHealth health() {
    ClientHealth known = health;
    if (known == null) {
      known = new ClientHealth(surroundings.desk(), session.group(), session.health(), this);
      health = known;
    }
    return known;
  }

  @Override
  public void onLoop(Runnable task) {
    loop.execute(task);
  }

  @Override
  public void changed(HealthChange change) {
    session.judged(change.to());
    HealthNotice.of(session, change).ifPresent(surroundings.told());
  }

  @Override
  public void revised(Health revised) {
    session.judged(revised);
  }
}
