package io.heartwire.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Crowds on two gateways of one Redis, told of by one sink: a gateway that is killed, and clients
 * that all end at once.
 */
@Tag("redis")
@Tag("waits")
class ClusterCrowdTest {
  /** Half of them on each, or half of them coming back. */
  private static final int CLIENTS = Integer.getInteger("heartwire.cluster.crowd", 2_000);

  private static final Duration BOUND = Duration.ofSeconds(60);
  private static final Duration LEASE = Duration.ofSeconds(10);
  private static final Duration GRACE = Duration.ofSeconds(5);
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path dir;
  private ClusterLab lab;

  @BeforeEach
  void begin() throws IOException {
    lab = new ClusterLab(dir);
  }

  @AfterEach
  void end() {
    lab.close();
  }

  private GatewayProcess serve(String node) {
    return lab.serve(
        node, "sinks.told.type=file", "sinks.told.rotate-at=1GiB", "sinks.told.path=" + told(node));
  }

  private Path told(String node) {
    return dir.resolve("told-" + node + ".jsonl");
  }

  /** What the sink was told by either gateway, in order; what it was told twice counts once. */
  private List<JsonNode> told() {
    Map<Long, JsonNode> byNumber = new TreeMap<>();
    for (String node : List.of("gw-a", "gw-b")) {
      for (String line : lines(told(node))) {
        try {
          JsonNode event = JSON.readTree(line);
          byNumber.putIfAbsent(event.path("sequence").asLong(), event);
        } catch (IOException e) {
          // It is being written.
          continue;
        }
      }
    }
    return List.copyOf(byNumber.values());
  }

  private static List<String> lines(Path file) {
    try {
      return Files.exists(file) ? Files.readAllLines(file) : List.of();
    } catch (IOException e) {
      throw new AssertionError(file.toString(), e);
    }
  }

  private static String word(JsonNode event) {
    return event.path("type").asText().substring("io.heartwire.".length());
  }

  /** About how many lines say that one of {@code group} is offline: quickly, for whoever waits. */
  private long offline(String group) {
    return List.of("gw-a", "gw-b").stream()
        .flatMap(node -> lines(told(node)).stream())
        .filter(line -> line.contains("io.heartwire.offline\""))
        .filter(line -> line.contains("\"subject\":\"" + group + "-"))
        .count();
  }

  private List<JsonNode> told(String word, String group) {
    return told().stream()
        .filter(event -> word(event).equals(word))
        .filter(event -> event.path("subject").asText().startsWith(group + "-"))
        .toList();
  }

  @Test
  void theClientsOfAKilledGatewayAreOfflineInTimeAndThoseWhoCameBackAreNot() {
    GatewayProcess first = serve("gw-a");
    GatewayProcess second = serve("gw-b");
    int half = CLIENTS / 2;
    Fleet gone = Fleet.start(lab.processes(), List.of());
    gone.raw("gone", half, 5_000, "127.0.0.1", first.port());
    gone.raw("back", half, 5_000, "127.0.0.1", first.port());

    Instant killed = Instant.now();
    first.process().signal("KILL");
    Fleet back = Fleet.start(lab.processes(), List.of());
    back.raw("back", half, 5_000, "127.0.0.1", second.port());
    Duration returned = Duration.between(killed, Instant.now());
    Await.until(BOUND, () -> offline("gone") + " of " + half, () -> offline("gone") >= half);

    assertThat(returned)
        .as("they must be back before the first may be told to be offline")
        .isLessThan(LEASE.plus(GRACE));
    List<JsonNode> offline = told("offline", "gone");
    assertThat(offline).hasSize(half);
    assertThat(offline).allMatch(it -> it.at("/data/reason").asText().equals("NODE_LOST"));
    List<Long> after =
        offline.stream()
            .map(it -> Duration.between(killed, Instant.parse(it.path("time").asText())).toMillis())
            .sorted()
            .toList();
    System.out.printf(
        "killed gateway: %d clients offline after %d ms (first), %d (median), %d (99 %%), %d (last);"
            + " limit %d; %d were back after %d ms%n",
        half,
        after.get(0),
        after.get(half / 2),
        after.get(half * 99 / 100),
        after.get(half - 1),
        LEASE.plus(GRACE).plusSeconds(5).toMillis(),
        half,
        returned.toMillis());
    assertThat(after.get(half - 1))
        .isLessThanOrEqualTo(LEASE.plus(GRACE).plusSeconds(5).toMillis());
    assertThat(told("offline", "back")).as("nobody who came back").isEmpty();
    assertThat(told("taken-over", "back")).hasSize(half);
    assertThat(told("online", "back")).hasSize(2 * half);
  }

  @Test
  void clientsThatAllEndAtOnceAreEachToldOnce() {
    GatewayProcess first = serve("gw-a");
    GatewayProcess second = serve("gw-b");
    int half = CLIENTS / 2;
    List<Fleet> fleets = new ArrayList<>();
    for (GatewayProcess gateway : List.of(first, second)) {
      Fleet fleet = Fleet.start(lab.processes(), List.of());
      fleet.raw("crowd" + fleets.size(), half, 5_000, "127.0.0.1", gateway.port());
      fleets.add(fleet);
    }
    Instant ended = Instant.now();
    fleets.forEach(fleet -> fleet.process().signal("KILL"));
    Await.until(
        BOUND.multipliedBy(2),
        () -> offline("crowd0") + " and " + offline("crowd1"),
        () -> offline("crowd0") + offline("crowd1") >= 2 * half);

    Duration took = Duration.between(ended, Instant.now());
    Map<String, Integer> times = new HashMap<>();
    for (String group : List.of("crowd0", "crowd1")) {
      told("offline", group)
          .forEach(it -> times.merge(it.path("subject").asText(), 1, Integer::sum));
    }
    assertThat(times).hasSize(2 * half).allSatisfy((client, count) -> assertThat(count).isOne());
    System.out.printf(
        "ended at once: %d clients of two gateways, all told %d ms later%n",
        2 * half, took.toMillis());
  }
}
