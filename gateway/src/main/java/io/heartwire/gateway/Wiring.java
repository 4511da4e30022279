package io.heartwire.gateway;

import io.heartwire.core.liveness.LivenessPolicy;
import io.heartwire.core.liveness.LivenessPolicy.PingWhen;
import io.heartwire.core.liveness.MassBreaker;
import io.heartwire.gateway.admission.AdmissionControl;
import io.heartwire.gateway.admission.ConnectionBounds;
import io.heartwire.gateway.admission.FailedLogins;
import io.heartwire.gateway.cluster.ClusterEngine;
import io.heartwire.gateway.cluster.Inbox;
import io.heartwire.gateway.config.AuthConfig;
import io.heartwire.gateway.config.GatewayConfig;
import io.heartwire.gateway.config.HttpListenerConfig;
import io.heartwire.gateway.config.ListenerConfig;
import io.heartwire.gateway.config.LoginConfig;
import io.heartwire.gateway.config.MessagesConfig;
import io.heartwire.gateway.config.TcpListenerConfig;
import io.heartwire.gateway.config.TransportChoice;
import io.heartwire.gateway.dispatch.Dispatcher;
import io.heartwire.gateway.event.SinkTypes;
import io.heartwire.gateway.event.Sinks;
import io.heartwire.gateway.health.HealthDesk;
import io.heartwire.gateway.mail.Courier;
import io.heartwire.gateway.mail.Telling;
import io.heartwire.gateway.presence.Presence;
import io.heartwire.gateway.session.Authenticator;
import io.heartwire.gateway.session.LeverDesk;
import io.heartwire.gateway.session.LivenessChecks;
import io.heartwire.gateway.session.Policies;
import io.heartwire.gateway.session.SessionRegistry;
import io.heartwire.gateway.targets.DefaultTargets;
import io.heartwire.gateway.targets.LocalObserver;
import io.heartwire.gateway.targets.Observer;
import io.heartwire.gateway.targets.TargetThreads;
import io.heartwire.gateway.targets.Targets;
import io.heartwire.gateway.transport.GatewayThreads;
import io.heartwire.gateway.transport.LoginGate;
import io.heartwire.gateway.transport.Proxies;
import io.heartwire.gateway.transport.Renewal;
import io.heartwire.gateway.transport.TcpSettings;
import io.heartwire.netty.Heartbeats;
import io.heartwire.netty.SocketInspector;
import io.heartwire.netty.Transport;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** What the configuration's words mean to the parts of a gateway. */
final class Wiring {
  /** A disk that is slower than this does not keep an operator from acting. */
  static final Duration AUDIT_PATIENCE = Duration.ofSeconds(2);

  /** How long a peer has to read a goodbye. */
  static final Duration FAREWELL = Duration.ofSeconds(1);

  /** After a start clients find their way back within this, whatever grace they have. */
  private static final Duration LEAST_BOOT_GRACE = Duration.ofSeconds(10);

  private Wiring() {}

  static Transport transport(TransportChoice choice) {
    return switch (choice) {
      case AUTO -> Transport.best();
      case EPOLL -> Transport.EPOLL;
      case NIO -> Transport.NIO;
      case IO_URING -> Transport.IO_URING;
    };
  }

  static boolean refusesSecondLogins(GatewayConfig config) {
    return config.login().existing() == LoginConfig.Existing.REJECT;
  }

  /** Presence of a gateway: what keeps it is open from now on. */
  static ClusterEngine engine(GatewayConfig config, Services services, GatewayThreads threads) {
    return Engines.open(config, LEAST_BOOT_GRACE, services, threads::named);
  }

  static Courier courier(
      ClusterEngine engine,
      SessionRegistry sessions,
      Supplier<GatewayConfig> config,
      GatewayThreads threads) {
    return new Courier(
        engine.inbox(),
        sessions,
        () -> {
          MessagesConfig messages = config.get().messages();
          return new Inbox.Limits(messages.waitingMax(), messages.waitingBytes().bytes());
        },
        threads.scheduler(),
        engine.peers());
  }

  static Policies.Settings policies(GatewayConfig config) {
    Policies.OfListener tcp = policies(config, config.listeners().tcp());
    return new Policies.Settings(
        tcp.base(),
        tcp.groups(),
        config.liveness().wishedIntervalMin(),
        config.liveness().longestWish(),
        ofWebSockets(asking(policies(config, config.listeners().http()))));
  }

  private static Map<String, Policies.OfListener> ofWebSockets(Policies.OfListener policies) {
    return Map.of(Doors.HTTP, policies, Doors.HTTPS, policies);
  }

  private static Policies.OfListener policies(GatewayConfig config, ListenerConfig listener) {
    Map<String, LivenessPolicy> groups = new HashMap<>();
    config.groups().keySet().forEach(name -> groups.put(name, config.policy(name, listener)));
    return new Policies.OfListener(config.policy(GatewayConfig.DEFAULT_GROUP, listener), groups);
  }

  /*
   * The timers of a page in the background come once a minute at best, but its browser answers the
   * pings of a WebSocket at once: whoever misses its interval is asked, before it is suspected.
   */
  private static Policies.OfListener asking(Policies.OfListener policies) {
    Map<String, LivenessPolicy> groups = new HashMap<>();
    policies
        .groups()
        .forEach((name, policy) -> groups.put(name, policy.withPingWhen(PingWhen.READ_IDLE)));
    return new Policies.OfListener(policies.base().withPingWhen(PingWhen.READ_IDLE), groups);
  }

  static Policies livePolicies(GatewayConfig config, Services services) {
    return new Policies(policies(config), new LivenessChecks(), services.clock());
  }

  static Presence presence(
      ClusterEngine engine, Supplier<GatewayConfig> config, Services services) {
    return new Presence(
        engine,
        group -> config.get().grace(group),
        refusesSecondLogins(config.get()),
        services.random()::nextLong);
  }

  static LeverDesk levers(
      SessionRegistry sessions, ClusterEngine engine, Services services, GatewayThreads threads) {
    return new LeverDesk(
        sessions, engine.offlineHolds(), threads.scheduler(), services.wallClock());
  }

  static HealthDesk health(GatewayConfig config, Services services, GatewayThreads threads) {
    return new HealthDesk(
        config.health().ruleList(), services.wallClock(), threads.named("heartwire-health"));
  }

  static AdmissionControl.Settings admission(GatewayConfig config) {
    return new AdmissionControl.Settings(
        config.admission().rate(), config.admission().slowLogin(), config.login().inFlightMax());
  }

  /** A generator for one event loop: those need not be thread safe, nor unpredictable. */
  static RandomGenerator perLoop(RandomGenerator seeds) {
    return new SplittableRandom(seeds.nextLong());
  }

  static TcpSettings tcp(String name, GatewayConfig config) {
    TcpListenerConfig tcp = config.listeners().tcp();
    return door(name, config, new Proxies(tcp.proxyList(), true), TcpSettings.Web.NONE, tcp);
  }

  static TcpSettings http(String name, GatewayConfig config) {
    HttpListenerConfig http = config.listeners().http();
    return door(
        name,
        config,
        new Proxies(http.proxyList(), http.proxyProtocol()),
        new TcpSettings.Web((int) http.maxBody().bytes(), Set.copyOf(http.originList())),
        http);
  }

  static TcpSettings door(
      String name,
      GatewayConfig config,
      Proxies proxies,
      TcpSettings.Web web,
      ListenerConfig listener) {
    return new TcpSettings(
        name,
        name,
        new InetSocketAddress(listener.host(), listener.port()),
        config.tcpKnobs(listener),
        new TcpSettings.Limits(
            (int) listener.maxFrame().bytes(), (int) listener.outboundMax().bytes(), FAREWELL),
        config.loginPolicy(),
        config.longestPolicy(),
        proxies,
        web);
  }

  static Dispatcher dispatcher(
      GatewayConfig config, Services services, ClusterEngine engine, GatewayThreads threads) {
    var dispatcher =
        new Dispatcher(
            new Telling(services.messageHandler(), config.dispatch().told(), engine),
            config.dispatch().settings(),
            services.clock(),
            threads::named);
    dispatcher.groups(config.dispatchByGroup());
    return dispatcher;
  }

  static LoginGate gate(
      GatewayConfig config,
      Services services,
      Authenticator authenticator,
      Presence presence,
      GatewayThreads threads) {
    AuthConfig auth = config.auth();
    return new LoginGate(
        new LoginGate.Judges(
            authenticator,
            new Renewal.Settings(auth.renewBefore(), auth.expiryGrace()),
            new FailedLogins(
                new FailedLogins.Settings(
                    auth.failuresPerAddress(), auth.failuresPerClient(), auth.failureWindow()))),
        new AdmissionControl(admission(config), services.random(), services.clock().nanoTime()),
        presence::knows,
        services.clock(),
        threads.log());
  }

  static Heartbeats heartbeats(
      GatewayConfig config, Services services, SocketInspector inspector, DetectorLog log) {
    return Heartbeats.builder()
        .breaker(new MassBreaker(config.breaker().settings()))
        .inspector(inspector)
        .random(() -> perLoop(services.random()))
        .listener(log)
        .build();
  }

  static Sinks sinks(
      GatewayConfig config,
      SinkTypes types,
      ClusterEngine engine,
      Services services,
      GatewayThreads threads) {
    return new Sinks(
        config.sinks(),
        types,
        new Sinks.Parts(
            engine,
            config.node(),
            services.clock(),
            services.wallClock(),
            services.random(),
            threads::named));
  }

  /** What deserves a look when a gateway starts, one sentence each. */
  static List<String> warnings(
      GatewayConfig config, ConnectionBounds bounds, Map<String, InetSocketAddress> ports) {
    List<String> warnings =
        new ArrayList<>(
            tcp(Gateway.TCP, config)
                .knobs()
                .warningsOfKernel(
                    config.breaker().settings().longestDelay(),
                    config.policy(GatewayConfig.DEFAULT_GROUP)));
    Descriptors.ofThisProcess().warning(bounds.settings()).ifPresent(warnings::add);
    unreached(config, ports).ifPresent(warnings::add);
    return warnings;
  }

  private static Optional<String> unreached(
      GatewayConfig config, Map<String, InetSocketAddress> ports) {
    Set<String> nobodyKnows = new TreeSet<>(ports.keySet());
    nobodyKnows.removeAll(config.advertised(ports).keySet());
    return config.isOfCluster() && !nobodyKnows.isEmpty()
        ? Optional.of(
            "no other gateway can send clients to the listeners "
                + String.join(", ", nobodyKnows)
                + " of this one: they listen on every address, so set advertise to the one that"
                + " clients use")
        : Optional.empty();
  }

  static Targets targets(
      GatewayConfig config,
      Services services,
      ClusterEngine engine,
      Heartbeats heartbeats,
      GatewayThreads threads) {
    List<Observer> observers = new ArrayList<>();
    observers.add(
        new LocalObserver(
            config.node(),
            services.clock(),
            services.wallClock(),
            () -> heartbeats.breaker().why().isPresent(),
            threads::named));
    ServiceLoader.load(Observer.class).forEach(observers::add);
    var own = new TargetThreads(services.clock(), threads::named);
    var targets =
        new Targets(
            config,
            observers,
            new Targets.Parts(
                own,
                own.looks(),
                new HealthDesk(
                    config.health().ruleList(),
                    services.wallClock(),
                    threads.named("heartwire-target-health")),
                engine::record,
                services.wallClock(),
                services.random(),
                new DefaultTargets(DefaultTargets.ROUTES),
                own::stop));
    targets.restore(engine.targets());
    if (config.isOfCluster()) {
      targets.beside(engine.peers());
    }
    return targets;
  }
}
