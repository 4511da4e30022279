package io.heartwire.bench.side;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The gateway, by each of its doors; and what one costs beside the door of TCP. */
final class Doors {
  /** Clients in one request of {@link #LEASES}. */
  static final int BATCH = 1_000;

  static final String LEASES = "heartwire-leases";

  private static final String TCP = "heartwire-tcp";
  private static final String WEB_SOCKET = "heartwire-websocket";
  private static final String MQTT = "heartwire-mqtt";
  private static final String HTTP = "heartwire-http";

  /** What another door may cost of TCP's. */
  private static final double LIMIT = 1.3;

  private static final String AT_RATE = "processor time a heartbeat at 5,000/s";
  private static final String HEAP = "heap a connection";

  private Doors() {}

  /** In the order in which they run. */
  static List<Contender> all() {
    return List.of(
        door(TCP, "TCP", "heartwire", "tcp"),
        door(WEB_SOCKET, "WebSocket, binary", "websocket", "http"),
        door(MQTT, "MQTT 3.1.1", "mqtt", "mqtt"),
        door(HTTP, "HTTP, a connection and a lease each", "http", "http"),
        door(LEASES, "HTTP, leases in batches of 1,000", "leases", "http"));
  }

  static List<String> names() {
    return all().stream().map(Contender::name).toList();
  }

  /** All listeners are open each time, so that one gateway is as large as the other. */
  private static Contender door(String name, String title, String speech, String listener) {
    return new Contender(
        name,
        title,
        speech,
        Timing.Limit.FROZEN,
        true,
        Pattern.compile("ready in .*\\b" + listener + " \\S*:(\\d+)"),
        (lab, timing) ->
            Contenders.ours(
                lab,
                timing,
                List.of(
                    "listeners.http.enabled=true",
                    "listeners.http.port=0",
                    "listeners.mqtt.enabled=true",
                    "listeners.mqtt.port=0",
                    "admission.rate=off",
                    // Who beats by HTTP may rest between two requests.
                    "login.deadline=60s",
                    // A batch is as many logins at once, the first time.
                    "login.in-flight-max=" + BATCH,
                    "leases.max=200000")));
  }

  static List<Goal> goals(Samples samples) {
    return Stream.of(WEB_SOCKET, MQTT)
        .flatMap(
            door ->
                Stream.of(
                    goal(samples, HEAP, door, "heap", true),
                    goal(samples, AT_RATE, door, "door_us", false)))
        .toList();
  }

  private static Goal goal(
      Samples samples, String what, String door, String figure, boolean exact) {
    return new Goal(
        what + " by " + title(door) + ", against TCP",
        LIMIT,
        "",
        samples.medianRatio(door, TCP, figure),
        exact);
  }

  private static String title(String door) {
    return all().stream().filter(it -> it.name().equals(door)).findFirst().orElseThrow().title();
  }

  /** A table of what was measured; empty if nothing was. */
  static String table(Samples samples) {
    List<String> rows = new ArrayList<>();
    for (Contender door : all()) {
      String name = door.name();
      int runs = samples.runs(name, "door_us");
      if (runs > 0) {
        rows.add(
            String.join(
                " | ",
                "| " + door.title(),
                value(samples, name, "heap", 0),
                ratio(samples, name, "heap"),
                value(samples, name, "native", 0),
                ratio(samples, name, "native"),
                value(samples, name, "door_us", 1),
                ratio(samples, name, "door_us"),
                value(samples, name, "door_p99_ms", 2),
                value(samples, name, "others", 2),
                runs + " |\n"));
      }
    }
    return rows.isEmpty()
        ? ""
        : "\n## Doors\n\n| door | heap B | of TCP | native B | of TCP | µs a heartbeat | of TCP |"
            + " answer p99, ms | others' cores | runs |\n|---|"
            + "---|".repeat(9)
            + "\n"
            + String.join("", rows);
  }

  private static String value(Samples samples, String door, String figure, int decimals) {
    OptionalDouble value = samples.median(door, figure);
    return value.isPresent() ? Report.number(value.getAsDouble(), decimals, "") : "–";
  }

  private static String ratio(Samples samples, String door, String figure) {
    OptionalDouble ratio = samples.medianRatio(door, TCP, figure);
    return ratio.isPresent() ? String.format(Locale.ROOT, "%.2f", ratio.getAsDouble()) : "–";
  }
}
