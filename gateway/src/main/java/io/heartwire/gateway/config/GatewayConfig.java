package io.heartwire.gateway.config;

import io.heartwire.core.liveness.LivenessPolicy;
import io.heartwire.gateway.dispatch.Model;
import io.heartwire.netty.TcpKnobs;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All settings of one gateway: immutable, and checked when it is made, so that whoever holds one
 * holds one that works. The path of a component is its key ({@code listeners.tcp.max-frame}); the
 * default of a key stands in its {@link Key} and nowhere else.
 *
 * <p>Made by {@link ConfigLoader} from file, environment and command line, or in a test by {@link
 * #of}: {@code GatewayConfig.of("listeners.tcp.port", "0", "liveness.timeout", "100s")}.
 */
public record GatewayConfig(
    @Key(
            value = "local",
            doc = "The name of this gateway in logs, metrics and session ids.",
            allowed = "1 to 64 of A-Z a-z 0-9 . _ -")
        String node,
    @Key(
            value = "embedded",
            doc =
                "What keeps presence. `embedded`: a file of this gateway's own, `presence.file`."
                    + " `redis`: the Redis at `redis.url`, for as many gateways as share it, each"
                    + " with a name of its own (`node`).",
            allowed = "embedded, redis")
        String engine,
    @Key(
            value = "",
            doc =
                "Where clients reach this gateway, as told to the other gateways, to whom asks at"
                    + " `/v1/endpoints`, and in goodbyes: a host for all listeners, `host:port` of"
                    + " one (`https=gw.example:443`), or both, separated by commas. Empty: where"
                    + " each listens, unless that is every address.",
            allowed = "a host, and LISTENER=host:port, separated by commas")
        String advertise,
    @Key(
            value = "auto",
            doc =
                "`auto` is epoll on Linux and NIO elsewhere. Only epoll and io_uring can ask the "
                    + "kernel.")
        TransportChoice transport,
    @Key(value = "0", doc = "Event loops; 0 is one per processor.", allowed = "0 to 1024")
        int loops,
    @Key(
            value = "true",
            doc =
                "Rehearse logins and verdicts with clients of its own on the loopback address, in"
                    + " the first seconds, so that the first mass of either is not met by cold"
                    + " code.")
        boolean warmUp,
    LivenessConfig liveness,
    BreakerConfig breaker,
    DoctorConfig doctor,
    PresenceConfig presence,
    RedisConfig redis,
    LoginConfig login,
    AdmissionConfig admission,
    AuthConfig auth,
    ListenersConfig listeners,
    LeasesConfig leases,
    TlsConfig tls,
    DispatchConfig dispatch,
    MessagesConfig messages,
    Map<String, GroupConfig> groups,
    HealthConfig health,
    Map<String, SinkConfig> sinks,
    @Key(
            value = "true",
            doc =
                "The default gateway of this machine and the hosts of the sinks are targets, too:"
                    + " they tell a broken path from a broken uplink.",
            reload = Reload.AT_ONCE)
        boolean targetsDefault,
    Map<String, TargetConfig> targets,
    DrainConfig drain,
    AdminConfig admin,
    LogConfig log) {

  /** The engine of a gateway that shares it with no other. */
  public static final String EMBEDDED = "embedded";

  /** The group of a client whose login names none. */
  public static final String DEFAULT_GROUP = "default";

  public GatewayConfig {
    groups = Map.copyOf(groups);
    sinks = Map.copyOf(sinks);
    targets = Map.copyOf(targets);
    if (!node.matches("[A-Za-z0-9._-]{1,64}")) {
      throw new ConfigException(
          "node (" + node + ") must be 1 to 64 of A-Z a-z 0-9 . _ -: rename it");
    }
    if (!engine.matches("[a-z0-9-]{1,32}")) {
      throw new ConfigException("engine (" + engine + ") must be embedded or redis: choose one");
    }
    Limits.range("loops", loops, 0, 1_024);
    Advertised.parse(advertise);
    Stages.of(liveness, presence, "", Optional.empty());
    for (Map.Entry<String, GroupConfig> entry : groups.entrySet()) {
      Stages.of(liveness, presence, entry.getKey(), Optional.of(entry.getValue()));
      entry
          .getValue()
          .idleTimeout()
          .ifPresent(time -> Limits.offOrTime("groups." + entry.getKey() + ".idle-timeout", time));
    }
    sinks.forEach((name, sink) -> sink.check("sinks." + name + "."));
    Limits.range("the number of targets", targets.size(), 0, TargetConfig.MOST);
    targets.forEach((name, target) -> target.check(name));
    DoorChecks.check(listeners, dispatch, auth);
    DoorChecks.ports(listeners, admin);
    TlsRules.check(listeners, admin, tls, auth);
  }

  /**
   * The settings of a gateway that nobody configured: loopback, open, all ports at their default.
   */
  public static GatewayConfig defaults() {
    return of();
  }

  /** The defaults with these keys and values over them: {@code of("liveness.interval", "1s")}. */
  public static GatewayConfig of(String... keysAndValues) {
    if (keysAndValues.length % 2 != 0) {
      throw new IllegalArgumentException(
          "keys and values must come in pairs, but there are " + keysAndValues.length);
    }
    var settings = new LinkedHashMap<String, String>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      settings.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return bind(settings);
  }

  /** What these flat settings make, with defaults for the rest; throws {@link ConfigException}. */
  static GatewayConfig bind(Map<String, String> settings) {
    UnknownKeys.check(GatewayConfig.class, settings);
    return RecordBinder.bind(GatewayConfig.class, settings, Map.of());
  }

  /** What the clients of a group are held to on the TCP listener, once they are logged in. */
  public LivenessPolicy policy(String groupName) {
    return policy(groupName, listeners.tcp());
  }

  /** What the clients of a group are held to on {@code listener}, once they are logged in. */
  public LivenessPolicy policy(String groupName, ListenerConfig listener) {
    Optional<GroupConfig> group = Optional.ofNullable(groups.get(groupName));
    Stages stages = stages(groupName);
    return LivenessPolicy.server(stages.interval(), stages.timeout())
        .withStaleAfter(stages.staleAfter())
        .withIdleTimeout(group.flatMap(GroupConfig::idleTimeout).orElse(liveness.idleTimeout()))
        .withFrameDeadline(liveness.frameDeadline())
        .withCheck(group.flatMap(GroupConfig::check).orElse(liveness.check() && listener.check()))
        .withTrustAcks(listener.trustAcks());
  }

  /** When silent clients of a group pass which stage. */
  Stages stages(String groupName) {
    return Stages.of(liveness, presence, groupName, Optional.ofNullable(groups.get(groupName)));
  }

  /** How long a client of a group may be away before it is announced offline; zero: not at all. */
  public Duration grace(String groupName) {
    return stages(groupName).grace();
  }

  /**
   * Where clients reach each listener, by its name; those of which nobody can say it are left out.
   *
   * @param bound where they listen, with the ports that were taken
   */
  public Map<String, String> advertised(Map<String, InetSocketAddress> bound) {
    Advertised places = Advertised.parse(advertise);
    Map<String, String> all = new LinkedHashMap<>();
    bound.forEach(
        (name, at) ->
            places
                .of(name, at.getAddress().getHostAddress(), at.getPort())
                .ifPresent(place -> all.put(name, place)));
    return all;
  }

  /** Whether other gateways share its engine, or may. */
  public boolean isOfCluster() {
    return !engine.equals(EMBEDDED);
  }

  /** Where messages of the clients of some groups are handled, by group. */
  public Map<String, Model> dispatchByGroup() {
    Map<String, Model> models = new HashMap<>();
    groups.forEach((name, group) -> group.dispatch().ifPresent(model -> models.put(name, model)));
    return models;
  }

  /** What a connection is held to before it is logged in. */
  public LivenessPolicy loginPolicy() {
    return LivenessPolicy.login(login.deadline(), liveness.frameDeadline());
  }

  /** The kernel's timers of the TCP listener, with every {@code auto} computed. */
  public TcpKnobs tcpKnobs() {
    return tcpKnobs(listeners.tcp());
  }

  /** The same of {@code listener}: the settings of the TCP listener hold for all. */
  public TcpKnobs tcpKnobs(ListenerConfig listener) {
    return listeners
        .tcp()
        .tcp()
        .knobs(longestPolicy(), breaker.settings().longestDelay(), listener.backlog());
  }

  /** The policy of the group whose clients may be silent for longest. */
  public LivenessPolicy longestPolicy() {
    return groups.keySet().stream()
        .map(this::policy)
        .reduce(policy(""), (a, b) -> a.timeout().compareTo(b.timeout()) >= 0 ? a : b);
  }

  /** What works, but deserves a second look: one sentence each. */
  public List<String> warnings() {
    var warnings = new ArrayList<String>();
    warnIfTight(warnings, "liveness", stages(""));
    groups.keySet().forEach(name -> warnIfTight(warnings, "groups." + name, stages(name)));
    tcpKnobs()
        .contradictions(breaker.settings().longestDelay(), policy(DEFAULT_GROUP), longestPolicy())
        .stream()
        .map(sentence -> "listeners.tcp." + sentence)
        .forEach(warnings::add);
    Size outboundMax = listeners.tcp().outboundMax();
    if (messages.waitingBytes().bytes() > outboundMax.bytes()) {
      warnings.add(
          "messages.waiting-bytes ("
              + messages.waitingBytes()
              + ") is more than listeners.tcp.outbound-max ("
              + outboundMax
              + "): a client may be cut off for what waits for it; lower the one or raise the"
              + " other");
    }
    if (admin.enabled() && !admin.tls() && !Limits.loopback(admin.host())) {
      warnings.add(
          "admin.host ("
              + admin.host()
              + ") can be reached from other machines without TLS, and whoever listens on the way"
              + " reads the token: set admin.tls, or put a proxy before it that speaks TLS");
    }
    if (isOfCluster()) {
      admission.warning().ifPresent(warnings::add);
    }
    if (auth.open()) {
      warnings.add(
          "auth.mode is open: any client may log in under any name"
              + (listeners.onLoopback() ? " from this machine" : "")
              + "; set auth.tokens to change that");
    }
    return List.copyOf(warnings);
  }

  private static void warnIfTight(List<String> warnings, String prefix, Stages stages) {
    Duration interval = stages.interval();
    Duration timeout = stages.timeout();
    if (timeout.compareTo(interval.multipliedBy(3)) < 0) {
      warnings.add(
          prefix
              + ".timeout ("
              + Text.of(timeout)
              + ") is less than three times "
              + prefix
              + ".interval ("
              + Text.of(interval)
              + "): one lost heartbeat on a slow network costs a living client; raise it, or lower "
              + "the interval");
    }
  }
}
