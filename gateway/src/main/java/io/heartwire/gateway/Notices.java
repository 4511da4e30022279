package io.heartwire.gateway;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.heartwire.core.liveness.BreakerEvent;
import io.heartwire.core.liveness.ClientId;
import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.FlapScore;
import io.heartwire.gateway.cluster.ClusterEngine;
import io.heartwire.gateway.cluster.EventType;
import io.heartwire.gateway.cluster.Notice;
import io.heartwire.gateway.presence.Presence;
import io.heartwire.gateway.session.Session;
import io.heartwire.gateway.session.SessionRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Tells the engine what becomes of sessions and of the mass breaker. Thread safe; never blocks, so
 * that event loops may call it.
 */
final class Notices implements SessionRegistry.Listener {
  private final Presence presence;
  private final ClusterEngine engine;
  private final InstantSource wallClock;
  private final Consumer<ClientId> left;
  private volatile Instant opened = Instant.EPOCH;

  /**
   * Tells it for {@code presence}.
   *
   * @param left told of each client whose connection has ended, after the engine
   */
  Notices(Presence presence, InstantSource wallClock, Consumer<ClientId> left) {
    this.left = left;
    this.presence = presence;
    this.engine = presence.engine();
    this.wallClock = wallClock;
  }

  @Override
  public void released(Session session, Disconnect disconnect) {
    presence.release(
        new Presence.Seat(
            session.clientId(),
            session.user(),
            session.group(),
            session.sessionId(),
            session.epoch(),
            session.connectionNumber()),
        disconnect);
    left.accept(session.clientId());
  }

  @Override
  public void flapping(Session session) {
    FlapScore flaps = session.flaps();
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    data.put("score", Math.round(flaps.points() * 100) / 100.0);
    data.put("returns", flaps.returns());
    data.put("group", session.group());
    data.put(
        "detail",
        "came back within two minutes "
            + flaps.returns()
            + " times of late: it is given half as much time again until it is calm");
    record(
        EventType.FLAPPING, Optional.of(session.clientId()), session.user(), session.epoch(), data);
  }

  /** The mass breaker has opened or closed; that it holds more groups is not told. */
  void breaker(BreakerEvent event) {
    if (event instanceof BreakerEvent.Opened) {
      opened = wallClock.instant();
      incident(EventType.INCIDENT_OPENED, incident(event));
    } else if (event instanceof BreakerEvent.Closed closed) {
      ObjectNode data = incident(event);
      data.put("held", closed.held());
      Duration open = Duration.between(opened, wallClock.instant());
      data.put("openMs", Math.max(0, open.toMillis()));
      incident(EventType.INCIDENT_CLOSED, data);
    }
  }

  private ObjectNode incident(BreakerEvent event) {
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    data.put("incident", event.incident());
    data.put("group", event.extent().group());
    data.put("unanswered", event.extent().unanswered());
    data.put("members", event.extent().members());
    data.put("limit", Math.round(event.extent().limit()));
    data.put("since", opened.toString());
    data.put("detail", event.why());
    return data;
  }

  private void incident(EventType type, ObjectNode data) {
    record(type, Optional.empty(), Optional.empty(), 0, data);
  }

  private void record(
      EventType type,
      Optional<ClientId> client,
      Optional<String> user,
      long epoch,
      ObjectNode data) {
    engine.record(new Notice(type, client, user, epoch, data.toString()));
  }
}
