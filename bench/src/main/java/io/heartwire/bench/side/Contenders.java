package io.heartwire.bench.side;

import io.heartwire.bench.server.PlainNettyServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Every server that the bench knows. */
final class Contenders {
  static final String OURS = "heartwire";
  static final String OURS_OPEN = "heartwire-open";
  static final String OURS_BLIND = "heartwire-blind";
  static final String PLAIN_IDLE = "netty-idle";
  static final String PLAIN = "netty";
  static final String FLOOR = "floor";
  static final String FLOOR_EDGE = "floor-edge";
  static final String HIVEMQ = "hivemq";
  static final String BOLT = "bolt";
  static final String MOQUETTE = "moquette";
  static final String TIO = "tio";
  static final String MOSQUITTO = "mosquitto";

  /** Measured in each run in every respect; the others once, but for the cost of a heartbeat. */
  static final Set<String> CLOSE = Set.of(OURS, OURS_OPEN, PLAIN_IDLE, FLOOR);

  private static final Pattern READY = Pattern.compile("^ready (\\d+)", Pattern.MULTILINE);
  private static final Pattern OUR_READY = Pattern.compile("ready in .*tcp \\S*:(\\d+)");
  private static final Pattern MOSQUITTO_READY =
      Pattern.compile("(?s)Opening ipv4 listen socket on port (\\d+).*running");

  private Contenders() {}

  /** In the order in which they run. */
  static List<Contender> all() {
    return List.of(
        ours(OURS, "Heartwire, the whole gateway"),
        ours(OURS_OPEN, "Heartwire, admission off", "admission.rate=off"),
        ours(OURS_BLIND, "Heartwire, no doctor", "doctor.enabled=false", "targets-default=false"),
        plain(PLAIN_IDLE, "Netty + protobuf + IdleStateHandler", Timing.Limit.TIMEOUT),
        plain(PLAIN, "Netty + protobuf", Timing.Limit.NONE),
        floor(FLOOR, "C epoll, level-triggered"),
        floor(FLOOR_EDGE, "C epoll, edge-triggered", "--edge"),
        peer(HIVEMQ, "HiveMQ CE", "HiveMqPeer", "mqtt", Timing.Limit.KEEPALIVE),
        peer(BOLT, "SOFABolt", "BoltPeer", "bolt", Timing.Limit.TIMEOUT),
        peer(MOQUETTE, "Moquette", "MoquettePeer", "mqtt", Timing.Limit.KEEPALIVE),
        peer(TIO, "t-io", "TioPeer", "tio", Timing.Limit.TIMEOUT),
        new Contender(
            MOSQUITTO,
            "mosquitto",
            "mqtt",
            Timing.Limit.KEEPALIVE,
            false,
            MOSQUITTO_READY,
            Mosquitto::command));
  }

  private static Contender ours(String name, String title, String... settings) {
    return new Contender(
        name,
        title,
        "heartwire",
        Timing.Limit.FROZEN,
        true,
        OUR_READY,
        (lab, timing) -> ours(lab, timing, List.of(settings)));
  }

  static List<String> ours(Lab lab, Timing timing, List<String> more) {
    List<String> settings =
        new ArrayList<>(
            List.of(
                "listeners.tcp.port=0",
                "listeners.http.enabled=false",
                "listeners.mqtt.enabled=false",
                "admin.port=0",
                "warm-up=false",
                "presence.file=" + lab.fresh("presence.db"),
                "liveness.interval=" + timing.intervalMs() + "ms",
                "liveness.timeout=" + timing.timeoutMs() + "ms",
                "breaker.mode=" + (timing.equals(Timing.TIGHT) ? "off" : "hold")));
    settings.addAll(more);
    List<String> args = new ArrayList<>(List.of("serve"));
    for (String setting : settings) {
      args.add("--set");
      args.add(setting);
    }
    return lab.java(lab.gatewayClasspath(), "io.heartwire.cli.Heartwire", args);
  }

  private static Contender plain(String name, String title, Timing.Limit limit) {
    return new Contender(
        name,
        title,
        "frames",
        limit,
        true,
        READY,
        (lab, timing) ->
            lab.java(
                System.getProperty("java.class.path"),
                PlainNettyServer.class.getName(),
                List.of("" + limit.millis(timing))));
  }

  private static Contender floor(String name, String title, String... options) {
    return new Contender(
        name,
        title,
        "echo",
        Timing.Limit.NONE,
        false,
        READY,
        (lab, timing) -> {
          List<String> command = new ArrayList<>(lab.onServerCore());
          command.add(lab.work().resolve("floor").toString());
          command.addAll(List.of(options));
          return command;
        });
  }

  private static Contender peer(
      String name, String title, String main, String speech, Timing.Limit limit) {
    return new Contender(
        name,
        title,
        speech,
        limit,
        true,
        READY,
        (lab, timing) ->
            lab.java(PeerBuild.classpath(lab, name), main, List.of("" + limit.millis(timing))));
  }
}
