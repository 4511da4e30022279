package io.heartwire.gateway.presence;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.gateway.cluster.Claim;
import io.heartwire.gateway.cluster.Claimed;
import io.heartwire.gateway.cluster.ClusterEngine;
import io.heartwire.gateway.cluster.Release;
import io.heartwire.wire.Bytes;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * What this gateway tells the engine about its clients, and what a client may come back to. Thread
 * safe; never blocks.
 */
public final class Presence {
  /**
   * What was granted to whom.
   *
   * @param clientId the client
   * @param user for whom it acts
   * @param group the group that it is in
   * @param sessionId of its session
   * @param epoch of its session
   * @param connection which connection of that
   */
  public record Seat(
      ClientId clientId,
      Optional<String> user,
      String group,
      String sessionId,
      long epoch,
      int connection) {}

  private static final Duration SHORTEST_GRACE = Duration.ofMillis(1);

  /**
   * What a client may come back to.
   *
   * @param token of its last session, or none, or made up
   * @param toLatest its latest session, whatever its token
   * @param askedMicros since when it waits for an answer, by {@link #sharedMicros}; 0: not known
   */
  public record Comeback(Bytes token, boolean toLatest, long askedMicros) {}

  /**
   * How long a client may be away, beside the grace of its group.
   *
   * @param most at most, by its own word
   * @param outlives how much longer, if we end its connection
   */
  public record Away(Duration most, Duration outlives) {}

  private final ClusterEngine engine;
  private final Function<String, Duration> graceOfGroup;
  private final LongSupplier randomLongs;
  private final ResumeKey key;
  private volatile boolean exclusive;

  /**
   * Speaks with {@code engine}.
   *
   * @param graceOfGroup how long a client of a group may be away; asked each time
   * @param exclusive a second login of a client that is attached is refused, unless it resumes
   * @param randomLongs unpredictable, for the names of sessions
   */
  public Presence(
      ClusterEngine engine,
      Function<String, Duration> graceOfGroup,
      boolean exclusive,
      LongSupplier randomLongs) {
    this.engine = engine;
    this.graceOfGroup = graceOfGroup;
    this.exclusive = exclusive;
    this.randomLongs = randomLongs;
    this.key = new ResumeKey(engine.secret());
  }

  /** Whether from now on a second login of a client is refused. */
  public void exclusive(boolean refused) {
    exclusive = refused;
  }

  /** The present time of all gateways; see {@link ClusterEngine#sharedMicros}. */
  public long sharedMicros() {
    return engine.sharedMicros();
  }

  /**
   * A client has proved who it is and wants to be online.
   *
   * @return completes when the answer is durable
   */
  public CompletionStage<Claimed> claim(
      ClientId clientId, Optional<String> user, String group, Claim.Door door, Comeback comeback) {
    return engine.claim(
        new Claim(
                clientId,
                user,
                group,
                newSessionId(),
                comeback.toLatest()
                    ? OptionalLong.of(Claim.LATEST_EPOCH)
                    : key.epoch(clientId, comeback.token()),
                exclusive,
                graceOfGroup.apply(group),
                door)
            .asked(comeback.askedMicros()));
  }

  /**
   * A client that holds no connection has proved who it is and wants to be online: it gets its
   * session back if that is in grace, and is refused if it is attached.
   *
   * @param lasts how long it may be silent: so much longer it may be away if this gateway is killed
   * @return completes when the answer is durable
   */
  public CompletionStage<Claimed> claimLease(
      ClientId clientId, Optional<String> user, String group, Claim.Door door, Duration lasts) {
    return engine.claim(
        new Claim(
            clientId,
            user,
            group,
            newSessionId(),
            Claim.ANY_SESSION,
            true,
            graceOfGroup.apply(group).plus(lasts),
            door));
  }

  /**
   * A connection has ended. An older one than the present changes nothing.
   *
   * @return completes when that is durable
   */
  public CompletionStage<Boolean> release(Seat seat, Disconnect disconnect, Away away) {
    boolean ours =
        disconnect.reason() == DisconnectReason.SHUTDOWN
            || disconnect.reason() == DisconnectReason.DRAINED;
    Duration ofGroup = grace(seat.group(), disconnect.reason());
    Duration own = ofGroup.compareTo(away.most()) < 0 ? ofGroup : away.most();
    Duration grace = ours ? own.plus(away.outlives()) : own;
    return engine.release(
        new Release(
            seat.clientId(),
            seat.user(),
            seat.sessionId(),
            seat.epoch(),
            seat.connection(),
            disconnect,
            grace));
  }

  private String newSessionId() {
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(randomLongs.getAsLong()) + hex.toHexDigits(randomLongs.getAsLong());
  }

  /** How long a client of {@code group} may be away that left for {@code reason}. */
  public Duration grace(String group, DisconnectReason reason) {
    return mayReturn(reason) ? grace(group) : Duration.ZERO;
  }

  /**
   * How long a client of {@code group} may be away if it is lost. While offline events are held,
   * nobody is announced at once: a grace can be held.
   */
  public Duration grace(String group) {
    Duration grace = graceOfGroup.apply(group);
    return grace.isZero() && engine.offlineHolds().any() ? SHORTEST_GRACE : grace;
  }

  /** What a client presents to resume its session. */
  public Bytes token(ClientId clientId, long epoch) {
    return key.token(clientId, epoch);
  }

  /** Whether {@code token}, which may be empty or made up, was given to {@code clientId} by us. */
  public boolean knows(ClientId clientId, Bytes token) {
    return key.epoch(clientId, token).isPresent();
  }

  /** The engine that knows. */
  public ClusterEngine engine() {
    return engine;
  }

  /**
   * False where the client has said that it leaves, or was told not to come back to this session.
   */
  private static boolean mayReturn(DisconnectReason reason) {
    return switch (reason) {
      case GOODBYE, KICKED, TAKEN_OVER, IDLE, CLOSED_BY_USER -> false;
      default -> true;
    };
  }
}
