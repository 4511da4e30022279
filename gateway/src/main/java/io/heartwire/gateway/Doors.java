package io.heartwire.gateway;

import io.heartwire.core.liveness.Disconnect;
import io.heartwire.gateway.config.GatewayConfig;
import io.heartwire.gateway.config.ListenersConfig;
import io.heartwire.gateway.config.TlsDoorConfig;
import io.heartwire.gateway.session.Addresses;
import io.heartwire.gateway.session.Farewell;
import io.heartwire.gateway.transport.GatewayThreads;
import io.heartwire.gateway.transport.Protocol;
import io.heartwire.gateway.transport.TcpListener;
import io.heartwire.gateway.transport.TcpServices;
import io.heartwire.gateway.transport.TcpSettings;
import io.heartwire.gateway.transport.http.HttpProtocol;
import io.heartwire.gateway.transport.http.HttpRoutes;
import io.heartwire.gateway.transport.mqtt.MqttProtocol;
import io.heartwire.gateway.transport.tls.Certificates;
import io.heartwire.gateway.transport.websocket.Dialects;
import io.heartwire.gateway.transport.websocket.WebSocketPath;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where clients come in: one listener for each protocol that is on. All are open once it has been
 * made. Thread safe.
 */
final class Doors implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Doors.class);

  /** The names of the HTTP listeners: as it is, and over TLS. */
  static final String HTTP = "http";

  static final String HTTPS = "https";

  private final List<Door> doors = new ArrayList<>();
  private volatile GatewayConfig config;
  private final Optional<Certificates> certificates;

  /** What is spoken behind a door, and how the door is to be by a configuration. */
  private record Plan(Protocol protocol, Function<GatewayConfig, TcpSettings> settings) {}

  private record Door(String name, Plan plan, TcpListener listener) {}

  /**
   * Opens those that {@code config} wants.
   *
   * @throws IllegalStateException if one cannot be opened, and then none is; the message is one
   *     sentence for people
   */
  Doors(GatewayConfig config, TcpServices services, GatewayThreads threads, HttpRoutes routes) {
    this.config = config;
    this.certificates =
        config.listeners().openTls().isEmpty() && !config.admin().speaksTls()
            ? Optional.empty()
            : Optional.of(
                new Certificates(
                    config.tls(),
                    config.admin().speaksTls(),
                    threads.named("heartwire-tls"),
                    services.counters()::certificateExpires));
    try {
      for (Plan plan : plans(services, routes)) {
        TcpSettings settings = plan.settings().apply(config);
        doors.add(
            new Door(
                settings.name(),
                plan,
                new TcpListener(settings, plan.protocol(), services, threads.loops())));
      }
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private List<Plan> plans(TcpServices services, HttpRoutes routes) {
    ListenersConfig on = config.listeners();
    MqttProtocol spoken = mqtt(services);
    Plan frames = new Plan(Protocol.FRAMES, it -> Wiring.tcp(Gateway.TCP, it));
    Plan web = new Plan(new HttpProtocol(sockets(on, spoken), routes), it -> Wiring.http(HTTP, it));
    Plan mqtt = new Plan(spoken, MqttDoor::tcp);
    List<Plan> plans = new ArrayList<>();
    plans.add(frames);
    overTls(frames, Gateway.TLS, ListenersConfig::tls).ifPresent(plans::add);
    if (on.http().enabled()) {
      plans.add(web);
    }
    overTls(web, HTTPS, ListenersConfig::https).ifPresent(plans::add);
    if (on.mqtt().enabled()) {
      plans.add(mqtt);
    }
    overTls(mqtt, MqttDoor.TLS, ListenersConfig::mqtts).ifPresent(plans::add);
    return plans;
  }

  /** {@code plan} over TLS, at an address of its own; empty if that is off. */
  private Optional<Plan> overTls(
      Plan plan, String name, Function<ListenersConfig, TlsDoorConfig> door) {
    if (!door.apply(config.listeners()).enabled()) {
      return Optional.empty();
    }
    return certificates.map(
        it ->
            new Plan(
                it.over(plan.protocol()),
                next -> {
                  TlsDoorConfig at = door.apply(next.listeners());
                  return plan.settings()
                      .apply(next)
                      .of(name, new InetSocketAddress(at.host(), at.port()));
                }));
  }

  /** One for all doors: a client may come by one, and back by another. */
  private MqttProtocol mqtt(TcpServices services) {
    WillTeller wills =
        new WillTeller(services.presence().engine(), services.courier(), () -> config);
    return new MqttProtocol(() -> MqttDoor.settings(config), wills::tell);
  }

  private List<WebSocketPath> sockets(ListenersConfig on, MqttProtocol mqtt) {
    WebSocketPath frames = new WebSocketPath("/ws", Dialects.FRAMES);
    return on.speakMqtt()
        ? List.of(
            frames,
            new WebSocketPath(
                "/mqtt", List.of(mqtt.overWebSocket(() -> MqttDoor.overWebSocket(config)))))
        : List.of(frames);
  }

  /** TLS for the door of operators, which is none of these; empty if it is to speak none. */
  Optional<Supplier<SSLEngine>> adminTls() {
    return config.admin().speaksTls()
        ? certificates.map(it -> it::engineForOperators)
        : Optional.empty();
  }

  /** Says in the log where each listens, and what the kernel was told. */
  void announce() {
    doors.forEach(
        door ->
            LOG.info(
                "listener '{}' listens on {}; {}",
                door.name(),
                door.listener().address(),
                door.listener().effectiveOptions()));
  }

  /** Where each listens, by its name, with the ports that were taken; TCP first. */
  Map<String, InetSocketAddress> ports() {
    var ports = new LinkedHashMap<String, InetSocketAddress>();
    doors.forEach(door -> ports.put(door.name(), door.listener().address()));
    return ports;
  }

  /**
   * Where other gateways look whether this one is alive: {@code HOST:PORT}, without the host if it
   * is at all addresses. Whatever a door there says is an answer.
   */
  String probed() {
    Map<String, InetSocketAddress> ports = ports();
    return Optional.ofNullable(ports.get(HTTP))
        .or(() -> ports.values().stream().findFirst())
        .map(at -> at.getAddress().isAnyLocalAddress() ? ":" + at.getPort() : Addresses.text(at))
        .orElse("");
  }

  /** What {@code config} will put in force; an exception if it contradicts itself. */
  List<Runnable> changes(GatewayConfig config) {
    List<Runnable> changes = new ArrayList<>();
    certificates.ifPresent(it -> changes.add(it.change(config.tls())));
    changes.add(() -> this.config = config);
    for (Door door : doors) {
      TcpSettings next = door.plan().settings().apply(config);
      changes.add(() -> door.listener().change(next));
    }
    return changes;
  }

  /** Sends away all that have not logged in, each with a farewell of its own. */
  void turnAway(Disconnect disconnect, Supplier<Farewell> farewells) {
    doors.forEach(door -> door.listener().turnAway(disconnect, farewells));
  }

  /** They let nobody in any more; who is inside stays. */
  @Override
  public void close() {
    doors.forEach(door -> door.listener().close());
    certificates.ifPresent(Certificates::close);
  }
}
