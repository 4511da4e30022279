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

  /**
   * What a client may come back to.
   *
   * @param token of its last session, or none, or made up
   * @param toLatest its latest session, whatever its token
   */
  public record Comeback(Bytes token, boolean toLatest) {}

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

  /**
   * A client has proved who it is and wants to be online.
   *
   * @return completes when the answer is durable
   */
  public CompletionStage<Claimed> claim(
      ClientId clientId, Optional<String> user, String group, Claim.Door door, Comeback comeback) {
    HexFormat hex = HexFormat.of();
    String sessionId =
        hex.toHexDigits(randomLongs.getAsLong()) + hex.toHexDigits(randomLongs.getAsLong());
    return engine.claim(
        new Claim(
            clientId,
            user,
            group,
            sessionId,
            comeback.toLatest()
                ? OptionalLong.of(Claim.LATEST_EPOCH)
                : key.epoch(clientId, comeback.token()),
            exclusive,
            graceOfGroup.apply(group),
            door));
  }

  /**
   * A connection has ended. An older one than the present changes nothing.
   *
   * @param most how long its client may be away at most, whatever the grace of its group
   * @return completes when that is durable
   */
  public CompletionStage<Boolean> release(Seat seat, Disconnect disconnect, Duration most) {
    Duration ofGroup = grace(seat.group(), disconnect.reason());
    Duration grace = ofGroup.compareTo(most) < 0 ? ofGroup : most;
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

  /** How long a client of {@code group} may be away that left for {@code reason}. */
  public Duration grace(String group, DisconnectReason reason) {
    return mayReturn(reason) ? graceOfGroup.apply(group) : Duration.ZERO;
  }

  /** How long a client of {@code group} may be away if it is lost. */
  public Duration grace(String group) {
    return graceOfGroup.apply(group);
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
