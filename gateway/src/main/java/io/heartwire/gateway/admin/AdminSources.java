package io.heartwire.gateway.admin;

import io.heartwire.doctor.evidence.EvidenceCollector;
import io.heartwire.gateway.admission.AdmissionState;
import io.heartwire.gateway.admission.ConnectionBounds;
import io.heartwire.gateway.cluster.AuditTrail;
import io.heartwire.gateway.cluster.ClusterEngine;
import io.heartwire.gateway.config.GatewayConfig;
import io.heartwire.gateway.config.LoginRate;
import io.heartwire.gateway.config.Reloaded;
import io.heartwire.gateway.dispatch.Dispatcher;
import io.heartwire.gateway.drain.Drain;
import io.heartwire.gateway.drain.Drains;
import io.heartwire.gateway.event.Sinks;
import io.heartwire.gateway.health.HealthDesk;
import io.heartwire.gateway.incident.IncidentDesk;
import io.heartwire.gateway.lease.LeaseCounters;
import io.heartwire.gateway.lease.Sightings;
import io.heartwire.gateway.lease.TokenBook;
import io.heartwire.gateway.mail.Courier;
import io.heartwire.gateway.session.DepartureLog;
import io.heartwire.gateway.session.Disconnects;
import io.heartwire.gateway.session.LeverDesk;
import io.heartwire.gateway.session.Session;
import io.heartwire.gateway.session.SessionRegistry;
import io.heartwire.gateway.session.Silence;
import io.heartwire.gateway.session.VerdictReview;
import io.heartwire.gateway.targets.Targets;
import io.heartwire.netty.Heartbeats;
import io.heartwire.netty.LoopLag;
import io.heartwire.netty.Transport;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The parts of a gateway that the administration reads, and those it acts on (sessions and their
 * checks, the dispatcher, the rate of logins). All are thread safe.
 *
 * @param configuration what is in force
 * @param startedAt when, by the wall clock
 * @param listeners the doors for clients, by name, in the order in which they are told
 * @param sessions who is attached
 * @param engine who is online, for others to know, and what is told about it
 * @param auditTrail takes down who changed what
 * @param sinks other systems that are told what happens
 * @param disconnects who left
 * @param review whether the detector's verdicts were right
 * @param dispatcher what happened to messages
 * @param mail messages to clients
 * @param health how clients are
 * @param leases clients that hold no connection
 * @param targets who is asked whether it is there
 * @param drain empties the gateway
 * @param drains of all gateways that share the engine
 * @param levers holds and extensions
 * @param departureLog lines of the departure log
 * @param heartbeats the detector
 * @param stale who is silent for long; waits for a second at most
 * @param doors what happens at the doors
 * @param admission who is let in when all come at once
 * @param reload reads the configuration again
 * @param doctor explains incidents; empty if it is off
 * @param wallClock time for people
 * @param threads makes threads of a name
 */
public record AdminSources(
    Supplier<GatewayConfig> configuration,
    Instant startedAt,
    Map<String, InetSocketAddress> listeners,
    SessionRegistry sessions,
    ClusterEngine engine,
    AuditTrail auditTrail,
    Supplier<Optional<Sinks>> sinks,
    Disconnects disconnects,
    VerdictReview review,
    Dispatcher dispatcher,
    Mail mail,
    HealthDesk health,
    Leases leases,
    Targets targets,
    Drain drain,
    Drains drains,
    LeverDesk levers,
    DepartureLog departureLog,
    Heartbeats heartbeats,
    Supplier<Set<Session>> stale,
    Doors doors,
    Admission admission,
    Supplier<Reloaded> reload,
    Supplier<Optional<Doctor>> doctor,
    InstantSource wallClock,
    Function<String, ThreadFactory> threads) {

  public AdminSources {
    listeners = Collections.unmodifiableMap(new LinkedHashMap<>(listeners));
  }

  /** What is in force now. */
  GatewayConfig config() {
    return configuration.get();
  }

  /**
   * Clients that hold no connection.
   *
   * @param tokens that they report with
   * @param counters what they did
   * @param sightings of those that are attached by another door
   */
  public record Leases(TokenBook tokens, LeaseCounters counters, Sightings sightings) {}

  /**
   * Figures of the transports, which the administration does not know itself.
   *
   * @param transport what the event loops run on
   * @param open connections open now, logged in or not
   * @param accepted connections accepted since the start
   * @param acceptErrors accepts that failed since the start
   * @param loginsInFlight logins with the authenticator now
   * @param staleLogins those that were read too late, since the start
   * @param loopLags how late each event loop is
   * @param hasty clients that pinged far too often
   * @param staleGroups pings and pongs that told a client that its group's data is stale
   * @param silences how long each client has been silent; waits for a second at most
   * @param web what came over HTTP
   * @param credentials what runs out
   */
  public record Doors(
      Transport transport,
      LongSupplier open,
      LongSupplier accepted,
      LongSupplier acceptErrors,
      LongSupplier loginsInFlight,
      LongSupplier staleLogins,
      Supplier<List<LoopLag>> loopLags,
      Hasty hasty,
      LongSupplier staleGroups,
      Supplier<List<Silence>> silences,
      Web web,
      Credentials credentials) {}

  /**
   * What runs out: credentials of clients, since the start, and the gateway's own certificate.
   *
   * @param asked clients that were asked for a newer credential
   * @param renewed credentials that were exchanged on living connections
   * @param refused newer credentials that were not accepted
   * @param tooLate connections that were closed because no newer one came in time
   * @param certificateExpiry when the certificate of the doors runs out; empty without TLS
   */
  public record Credentials(
      LongSupplier asked,
      LongSupplier renewed,
      LongSupplier refused,
      LongSupplier tooLate,
      Supplier<Optional<Instant>> certificateExpiry) {}

  /** What came over HTTP, since the start: WebSockets, requests, and requests that were refused. */
  public record Web(LongSupplier sockets, LongSupplier requests, LongSupplier refused) {}

  /** Clients that pinged far too often, since the start, by what was done about it. */
  public record Hasty(LongSupplier told, LongSupplier slowed, LongSupplier cut) {}

  /**
   * What explains incidents.
   *
   * @param incidents that were opened
   * @param evidence what is measured
   */
  public record Doctor(IncidentDesk incidents, EvidenceCollector evidence) {}

  /**
   * Messages to clients.
   *
   * @param courier brings them
   * @param randomIds for those that come without an id
   */
  public record Mail(Courier courier, LongSupplier randomIds) {}

  /**
   * Who is let in when all come at once.
   *
   * @param state how it stands
   * @param admit changes the rate of logins
   * @param bounds how many connections there may be
   */
  public record Admission(
      Supplier<AdmissionState> state, Consumer<LoginRate> admit, ConnectionBounds bounds) {}
}
