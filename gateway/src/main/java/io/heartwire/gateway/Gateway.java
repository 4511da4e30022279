package io.heartwire.gateway;

import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.gateway.admin.AdminSources;
import io.heartwire.gateway.admission.ConnectionBounds;
import io.heartwire.gateway.cluster.AuditTrail;
import io.heartwire.gateway.cluster.ClusterEngine;
import io.heartwire.gateway.config.ConfigException;
import io.heartwire.gateway.config.GatewayConfig;
import io.heartwire.gateway.config.Reloaded;
import io.heartwire.gateway.dispatch.Dispatcher;
import io.heartwire.gateway.drain.Drain;
import io.heartwire.gateway.drain.Drains;
import io.heartwire.gateway.event.SinkTypes;
import io.heartwire.gateway.event.Sinks;
import io.heartwire.gateway.health.HealthDesk;
import io.heartwire.gateway.mail.Courier;
import io.heartwire.gateway.presence.Presence;
import io.heartwire.gateway.session.Authenticator;
import io.heartwire.gateway.session.DepartureLog;
import io.heartwire.gateway.session.Disconnects;
import io.heartwire.gateway.session.LeverDesk;
import io.heartwire.gateway.session.Policies;
import io.heartwire.gateway.session.ReplaceableAuthenticator;
import io.heartwire.gateway.session.Session;
import io.heartwire.gateway.session.SessionRegistry;
import io.heartwire.gateway.session.VerdictReview;
import io.heartwire.gateway.targets.Targets;
import io.heartwire.gateway.transport.GatewayThreads;
import io.heartwire.gateway.transport.LoginGate;
import io.heartwire.gateway.transport.SilentSessions;
import io.heartwire.gateway.transport.TcpServices;
import io.heartwire.gateway.transport.TransportCounters;
import io.heartwire.netty.Heartbeats;
import io.heartwire.netty.LoopLag;
import io.heartwire.netty.SocketInspector;
import io.heartwire.netty.Transport;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running gateway: its doors are open when {@link #start} returns. Thread safe.
 *
 * <p>It brings its own threads: one that accepts, one event loop per processor, one that writes the
 * log of departures. {@link #close} stops them all.
 */
public final class Gateway implements AutoCloseable {
  /** The names of the listeners for our frames: on TCP, and over TLS. */
  public static final String TCP = "tcp";

  public static final String TLS = "tls";

  private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);
  private static final int DEPARTURES_KEPT = 1_000;
  private static final int LEAVERS_REMEMBERED = 10_000;

  private final GatewayConfig started;
  private final ReplaceableAuthenticator authenticator;
  private volatile GatewayConfig config;
  private final Services services;
  private final Instant startedAt;
  private final GatewayThreads threads;
  private final DepartureLog departureLog;
  private final Disconnects disconnects;
  private final ClusterEngine engine;
  private final AuditTrail auditTrail;
  private final Presence presence;
  private final Notices notices;
  private final SessionRegistry sessions;
  private final VerdictReview review;
  private final Dispatcher dispatcher;
  private final Courier courier;
  private final HealthDesk health;
  private final LoginGate gate;
  private final Membership membership;
  private final Drain drain;
  private final Drains drains;
  private final LeverDesk levers;
  private final ConnectionBounds bounds;
  private final TransportCounters counters = new TransportCounters();
  private final Heartbeats heartbeats;
  private final Leases leases;
  private final Doors doors;
  private final DetectorLog detectorLog;
  private final Targets targets;
  private volatile @Nullable Companions companions;

  /** Its listener is open when this returns; {@code threads} and engine are closed with it. */
  Gateway(GatewayConfig config, Services services, GatewayThreads threads, ClusterEngine engine) {
    this.started = config;
    this.config = config;
    this.services = services;
    this.threads = threads;
    this.startedAt = services.wallClock().instant();
    this.departureLog = new DepartureLog(threads.log());
    this.disconnects =
        new Disconnects(DEPARTURES_KEPT, services.wallClock(), services.clock(), departureLog);
    this.engine = engine;
    this.auditTrail = new AuditTrail(engine.audit(), Wiring.AUDIT_PATIENCE);
    this.presence = Wiring.presence(engine, this::config, services);
    this.notices = new Notices(presence, clientId -> mail().courier().left(clientId));
    this.sessions = registry();
    new ClusterNews(sessions, presence, notices).listenTo(engine);
    engine.groupVersions().forEach(it -> sessions.renewed(it.group(), it.version()));
    this.review = new VerdictReview(services.clock());
    this.dispatcher = Wiring.dispatcher(config, services, engine, threads);
    this.courier = Wiring.courier(engine, sessions, this::config, threads);
    this.authenticator =
        new ReplaceableAuthenticator(
            services
                .authenticator()
                .orElseGet(() -> Authentication.of(config.auth(), services, threads)));
    this.gate = Wiring.gate(config, services, authenticator, presence, threads);
    this.bounds = new ConnectionBounds(Descriptors.ofThisProcess().bounds(config));
    this.membership = new Membership(engine.peers(), this::config, services, threads);
    this.drain =
        membership.drain(
            sessions,
            new Drain.Doors(counters::open, it -> doors().turnAway(Drain.disconnect(), it)));
    this.drains = membership.drains(drain);
    this.levers = Wiring.levers(sessions, engine, services, threads);
    this.health = Wiring.health(config, services, threads);
    SocketInspector inspector = SocketInspector.ofKernel();
    this.detectorLog = new DetectorLog(threads.log());
    this.heartbeats = Wiring.heartbeats(config, services, inspector, detectorLog);
    var parts =
        new TcpServices(
            heartbeats,
            inspector,
            threads.monitor(),
            sessions,
            presence,
            disconnects,
            review,
            dispatcher,
            courier,
            health,
            gate,
            drain,
            bounds,
            counters,
            services.wallClock(),
            services.random());
    this.leases = new Leases(this::config, services, parts, threads, detectorLog);
    this.doors = new Doors(config, parts, threads, leases.routes().or(membership.routes()));
    membership.begin(doors, gate);
    this.targets = Wiring.targets(config, services, engine, heartbeats, threads);
  }

  /**
   * Starts a gateway of {@code config}.
   *
   * @throws IllegalStateException if it cannot, because a port is in use for instance; the message
   *     is one sentence for people, and nothing is left running
   */
  public static Gateway start(GatewayConfig config, Services services) {
    SinkTypes types = SinkTypes.found();
    types.check(config.sinks());
    GatewayThreads threads =
        new GatewayThreads(
            Wiring.transport(config.transport()),
            config.loops(),
            config.dispatch().inlineWarning(),
            services.clock());
    ClusterEngine engine = null;
    try {
      engine = Wiring.engine(config, services, threads);
      Gateway gateway = new Gateway(config, services, threads, engine);
      gateway.dispatcher.open();
      gateway.companions = Companions.start(gateway, types, services, threads);
      gateway.doors.announce();
      Wiring.warnings(config, gateway.bounds, gateway.ports()).forEach(LOG::warn);
      return gateway;
    } catch (RuntimeException e) {
      threads.close();
      if (engine != null) {
        engine.close();
      }
      throw e;
    }
  }

  /** What explains incidents; empty if it is off, or not started. */
  public Optional<Diagnostics> diagnostics() {
    return Optional.ofNullable(companions).flatMap(Companions::diagnostics);
  }

  /** Has {@code running} told of the detector, and tells of its incidents. */
  void connect(Diagnostics running) {
    detectorLog.observe(running);
    running.incidents().observe(notices);
  }

  private SessionRegistry registry() {
    Policies policies = Wiring.livePolicies(config, services);
    return new SessionRegistry(LEAVERS_REMEMBERED, policies, disconnects, notices);
  }

  /** What its event loops run on. */
  public Transport transport() {
    return threads.loops().transport();
  }

  Doors doors() {
    return doors;
  }

  /** Where each listener listens, by its name, with the ports that were taken; TCP first. */
  public Map<String, InetSocketAddress> ports() {
    return doors.ports();
  }

  /**
   * Puts in force what can be changed while running; answers what that was, and what cannot.
   *
   * @throws ConfigException if what would be in force contradicts itself; then nothing has changed
   */
  public synchronized Reloaded reload(GatewayConfig read) {
    Reloaded reloaded = Reloaded.of(started, config, read);
    GatewayConfig next = reloaded.config();
    Authenticator nextAuthenticator =
        services.authenticator().orElseGet(() -> Authentication.of(next.auth(), services, threads));
    Policies.Settings policies = Wiring.policies(next);
    List<Runnable> changedDoors = doors.changes(next);
    config = next;
    authenticator.replaceBy(nextAuthenticator);
    presence.exclusive(Wiring.refusesSecondLogins(next));
    heartbeats.breaker().change(next.breaker().settings());
    changedDoors.forEach(Runnable::run);
    sessions.policies(policies);
    if (health.rules(next.health().ruleList())) {
      sessions.review();
    }
    dispatcher.groups(next.dispatchByGroup());
    targets.change(next);
    return reloaded;
  }

  /** What is in force. */
  public GatewayConfig config() {
    return config;
  }

  /** When it was started, by the wall clock. */
  public Instant startedAt() {
    return startedAt;
  }

  /** Who is attached. */
  public SessionRegistry sessions() {
    return sessions;
  }

  /** Who is online, for others to know, and what is told about it. */
  public ClusterEngine engine() {
    return engine;
  }

  /** Takes down who changed what. */
  public AuditTrail auditTrail() {
    return auditTrail;
  }

  /** Other systems that are told what happens; empty before it is started. */
  public Optional<Sinks> sinks() {
    return Optional.ofNullable(companions).map(Companions::sinks);
  }

  /** Who left, and how many of each reason. */
  public Disconnects disconnects() {
    return disconnects;
  }

  /** Whether the detector's verdicts were right, by what clients said when they returned. */
  public VerdictReview review() {
    return review;
  }

  /** Who is silent. */
  public SilentSessions silent() {
    return new SilentSessions(heartbeats);
  }

  /** What happens to messages. */
  public Dispatcher dispatcher() {
    return dispatcher;
  }

  /** Messages to clients, for the administration. */
  AdminSources.Mail mail() {
    return new AdminSources.Mail(courier, services.random()::nextLong);
  }

  /** Clients that hold no connection. */
  public Leases leases() {
    return leases;
  }

  /** How clients are. */
  public HealthDesk health() {
    return health;
  }

  /** Who is asked whether it is there. */
  public Targets targets() {
    return targets;
  }

  /** Logins with the authenticator. */
  public LoginGate gate() {
    return gate;
  }

  /** How many connections there may be. */
  public ConnectionBounds bounds() {
    return bounds;
  }

  /** What happens at the doors. */
  public TransportCounters counters() {
    return counters;
  }

  /** The detector: its loops and its mass breaker. */
  public Heartbeats heartbeats() {
    return heartbeats;
  }

  /** How late each event loop is. */
  public List<LoopLag> loopLags() {
    return threads.monitor().lags();
  }

  /** Makes threads of this name, and a number, that do not keep the process alive. */
  ThreadFactory threadsNamed(String name) {
    return threads.named(name);
  }

  /** Lines of the departure log. */
  public DepartureLog departureLog() {
    return departureLog;
  }

  /** Empties it before it is closed. */
  public Drain drain() {
    return drain;
  }

  /** The drains of all gateways that share its engine. */
  public Drains drains() {
    return drains;
  }

  /** Holds and extensions. */
  public LeverDesk levers() {
    return levers;
  }

  /** Accepts no more; what was accepted stays. */
  void shut() {
    doors.close();
  }

  /**
   * Accepts no more, tells every client to come back within 15 s, waits about 2 s for them to go,
   * then cuts the rest and stops all threads. Doing it twice does nothing more.
   */
  @Override
  public void close() {
    Disconnect shutdown = Disconnect.of(DisconnectReason.SHUTDOWN, "the gateway is being stopped");
    doors.close();
    // Before the goodbyes: whoever waits for an answer to a message still gets it.
    dispatcher.close();
    doors.turnAway(shutdown, membership::comeBack);
    for (Session session : sessions.sessions()) {
      sessions.dismiss(session.clientId(), shutdown, membership.comeBack(session.listener()));
    }
    counters.awaitNoneOpen(Wiring.FAREWELL.plus(Duration.ofSeconds(1)));
    threads.close();
    Companions beside = companions;
    if (beside != null) {
      beside.close();
    }
    leases.close();
    health.close();
    targets.close();
    // Last: what the end of the connections has to say is to be kept.
    engine.close();
  }
}
