package io.heartwire.gateway.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.heartwire.core.liveness.LivenessPolicy;
import io.heartwire.gateway.cluster.Holding;
import io.heartwire.gateway.cluster.PresenceState;
import io.heartwire.gateway.event.CloudEvent;
import io.heartwire.gateway.health.ClientStatus;
import io.heartwire.gateway.lease.Sightings;
import io.heartwire.gateway.session.Addresses;
import io.heartwire.gateway.session.Session;
import io.heartwire.gateway.session.Vitals;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * All that is known of one client.
 *
 * @param head as in the list of clients
 * @param detail why no more is known of it: the gateway that holds it does not answer
 * @param sessionId its session; absent if it is offline
 * @param unstable true while it comes and goes, and is therefore given more time
 * @param policy what it is held to
 * @param outboundBytes waiting for it to read
 * @param kernel what the kernel knows of its connection, asked just now
 * @param status what it last said about its condition
 * @param judgement why its health is what it is; absent if it is not attached
 * @param groupData the version of its group's data, and of what it has of it
 * @param sighted when it was last heard of by HTTP although attached by another door
 * @param lastDisconnect how it left last time, if that is remembered
 * @param presence whether it is online, for others to know
 * @param transitions its latest events, the latest first
 */
record ClientView(
    @JsonUnwrapped Head head,
    Optional<String> detail,
    Optional<String> sessionId,
    boolean unstable,
    Optional<Policy> policy,
    OptionalLong outboundBytes,
    Optional<KernelView> kernel,
    Optional<Status> status,
    Optional<JudgementView> judgement,
    Optional<GroupData> groupData,
    Optional<Sighted> sighted,
    Optional<DisconnectView> lastDisconnect,
    Optional<HoldingView> presence,
    List<CloudEvent> transitions) {

  /** A heartbeat by HTTP of a client that is attached by another door. */
  record Sighted(Instant at, String remoteAddress) {
    static Sighted of(Sightings.Sighting sighting) {
      return new Sighted(sighting.at(), Addresses.text(sighting.from()));
    }
  }

  /** {@link Head#state} of a client that is not attached. */
  static final String OFFLINE = "OFFLINE";

  /** {@link Head#state} of a client whose connection is lost, and that may come back. */
  static final String IN_GRACE = "IN_GRACE";

  /** {@link Head#state} of a client whose silence nobody judges. */
  static final String UNCHECKED = "UNCHECKED";

  private static final String DEAD = "DEAD";

  /** {@link Head#state} of a client whose connection did not answer in time. */
  static final String UNKNOWN = "UNKNOWN";

  /**
   * One line of the list.
   *
   * @param state the detector's view (ALIVE, SUSPECT, ACK_ONLY, HELD, DEAD), UNCHECKED where it
   *     does not look, OFFLINE, or UNKNOWN if its event loop did not answer in time
   * @param stale true if it is silent for longer than its policy's {@code staleAfter}
   * @param tags words it is found by; those of a client that left before this process was started
   *     are not known
   * @param since when it logged in; when it left, if it is offline
   * @param health healthy, degraded, unhealthy or unknown; absent if it is not attached
   * @param node the gateway that holds it, or held it last; absent if that is not known
   */
  record Head(
      String clientId,
      String state,
      boolean stale,
      Instant since,
      long epoch,
      Optional<String> user,
      String group,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> tags,
      String listener,
      String remoteAddress,
      String version,
      long intervalMs,
      OptionalLong silenceMs,
      OptionalDouble rttMs,
      Optional<String> health,
      Optional<String> node) {

    /** Another gateway leaves out what is empty. */
    Head {
      tags = tags == null ? List.of() : tags;
    }

    static Head of(Session session, Optional<Vitals> vitals, String node) {
      return new Head(
          session.clientId().value(),
          vitals.map(v -> state(session, v)).orElse(UNKNOWN),
          vitals.map(v -> session.policy().isStale(Duration.ofMillis(v.silenceMs()))).orElse(false),
          session.since(),
          session.epoch(),
          session.user(),
          session.group(),
          session.tags().names(),
          session.listener(),
          Addresses.text(session.remoteAddress()),
          session.version(),
          session.policy().interval().toMillis(),
          vitals.map(v -> OptionalLong.of(v.silenceMs())).orElse(OptionalLong.empty()),
          vitals.map(Head::roundTrip).orElse(OptionalDouble.empty()),
          Optional.of(session.health().state().word()),
          Optional.of(node));
    }

    private static String state(Session session, Vitals vitals) {
      boolean judged = session.policy().check() || vitals.state().equals(DEAD);
      return judged ? vitals.state() : UNCHECKED;
    }

    /** Of a client that is not attached to this gateway. */
    static Head of(Holding holding, long intervalMs) {
      return new Head(
          holding.clientId().value(),
          state(holding.state()),
          false,
          holding.changed(),
          holding.epoch(),
          holding.user(),
          holding.group(),
          List.of(),
          holding.door().listener(),
          holding.door().remoteAddress(),
          holding.door().version(),
          intervalMs,
          OptionalLong.empty(),
          OptionalDouble.empty(),
          Optional.empty(),
          holding.node());
    }

    private static String state(PresenceState presence) {
      return switch (presence) {
        case OFFLINE -> OFFLINE;
        case IN_GRACE -> IN_GRACE;
        case ATTACHED -> UNKNOWN;
      };
    }

    private static OptionalDouble roundTrip(Vitals vitals) {
      double millis = vitals.roundTripMs();
      return millis <= 0
          ? OptionalDouble.empty()
          : OptionalDouble.of(Math.max(1, Math.round(millis * 1_000)) / 1_000.0);
    }
  }

  /**
   * What a client is held to.
   *
   * @param from where its times came from: {@code liveness}, {@code groups.<name>}, or its own wish
   * @param checkFrom where its check was set: the configuration, or a setting made while running
   */
  record Policy(
      long intervalMs,
      long timeoutMs,
      long staleAfterMs,
      long suspectAfterMs,
      long frozenAfterMs,
      long idleTimeoutMs,
      long frameDeadlineMs,
      boolean check,
      boolean trustAcks,
      String from,
      String checkFrom) {

    static Policy of(LivenessPolicy policy, String from, String checkFrom) {
      return new Policy(
          policy.interval().toMillis(),
          policy.timeout().toMillis(),
          policy.staleAfter().toMillis(),
          policy.suspectAfter().toMillis(),
          policy.frozenAfter().toMillis(),
          policy.idleTimeout().toMillis(),
          policy.frameDeadline().toMillis(),
          policy.check(),
          policy.trustAcks(),
          from,
          checkFrom);
    }
  }

  /**
   * The data that a client's group has in common.
   *
   * @param version its present version; 0 if it never had one
   * @param named the version that the client said it has; 0 if it said none
   * @param stale whether the client is told to drop what it has
   */
  record GroupData(long version, long named, boolean stale) {}

  /**
   * What a client last said about its condition; see {@link ClientStatus}.
   *
   * @param changedAt when it began to say this
   */
  record Status(
      OptionalDouble battery,
      OptionalDouble signal,
      OptionalDouble load,
      String health,
      Map<String, String> values,
      Instant changedAt) {

    static Optional<Status> of(ClientStatus status) {
      return status.isEmpty()
          ? Optional.empty()
          : Optional.of(
              new Status(
                  status.battery(),
                  status.signal(),
                  status.load(),
                  status.health(),
                  status.values(),
                  Instant.ofEpochMilli(status.changedAtMs())));
    }
  }
}
