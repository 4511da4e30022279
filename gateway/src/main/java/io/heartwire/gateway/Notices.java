package io.heartwire.gateway;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.heartwire.core.liveness.ClientId;
import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.FlapScore;
import io.heartwire.doctor.Incident;
import io.heartwire.doctor.diagnosis.Finding;
import io.heartwire.gateway.cluster.ClusterEngine;
import io.heartwire.gateway.cluster.EventType;
import io.heartwire.gateway.cluster.Notice;
import io.heartwire.gateway.incident.IncidentListener;
import io.heartwire.gateway.presence.Presence;
import io.heartwire.gateway.session.Session;
import io.heartwire.gateway.session.SessionRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Tells the engine what becomes of sessions and of incidents. Thread safe; never blocks, so that
 * event loops may call it.
 */
final class Notices implements SessionRegistry.Listener, IncidentListener {
  private final Presence presence;
  private final ClusterEngine engine;
  private final Consumer<ClientId> left;

  /** The doctor's first word on the incident that is open; there is one at a time. */
  private volatile String firstCause = "";

  /**
   * Tells it for {@code presence}.
   *
   * @param left told of each client whose connection has ended, after the engine
   */
  Notices(Presence presence, Consumer<ClientId> left) {
    this.left = left;
    this.presence = presence;
    this.engine = presence.engine();
  }

  @Override
  public void released(Session session, Disconnect disconnect) {
    release(session, session.epoch(), disconnect);
    left.accept(session.clientId());
  }

  /** {@code session} has ended, which had {@code epoch}. */
  void release(Session session, long epoch, Disconnect disconnect) {
    presence.release(
        new Presence.Seat(
            session.clientId(),
            session.user(),
            session.group(),
            session.sessionId(),
            epoch,
            session.connectionNumber()),
        disconnect,
        new Presence.Away(session.connection().longestAbsence(), session.connection().outlives()));
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

  @Override
  public void opened(Incident incident) {
    firstCause = incident.diagnosis().verdict().cause().word();
    incident(EventType.INCIDENT_OPENED, data(incident));
  }

  @Override
  public void closed(Incident incident) {
    ObjectNode data = data(incident);
    Instant opened = incident.file().opening().at();
    Instant closed = incident.file().closedAt().orElse(opened);
    data.put("firstCause", firstCause);
    data.put("openMs", Math.max(0, Duration.between(opened, closed).toMillis()));
    incident(EventType.INCIDENT_CLOSED, data);
  }

  private static ObjectNode data(Incident incident) {
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    data.put("incident", incident.id());
    data.put("trigger", incident.file().opening().trigger().word());
    data.put("detail", incident.file().opening().detail());
    data.put("since", incident.file().opening().at().toString());
    data.put("attached", incident.file().crowd().attachedBefore());
    data.put("victims", incident.file().crowd().victims());
    data.put("suspects", incident.file().crowd().suspects());
    Finding verdict = incident.diagnosis().verdict();
    data.put("cause", verdict.cause().word());
    data.put("subject", verdict.subject());
    data.put("confidence", verdict.confidence());
    data.put("verdict", verdict.sentence());
    data.put("advice", verdict.advice());
    data.put("command", verdict.command());
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
