package io.heartwire.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A host that is pinged, behind a router that swallows pings, and where pinging is forbidden. */
@Tag("netns")
class IcmpTargetsTest {
  private static final Duration BOUND = Duration.ofSeconds(20);
  private static final long DEAD_AFTER_MS = 3_000;
  private static final int RETRIES = 2;

  /** An interval, a look in vain, and a second for a busy machine. */
  private static final long LATE_MS = 1_000 + 500 + 1_000;

  private NetLab net;
  private ProcessLab lab;
  private GatewayProcess gateway;

  @BeforeEach
  void build() {
    net = new NetLab();
    lab = new ProcessLab();
  }

  @AfterEach
  void tearDown() {
    lab.close();
    net.close();
  }

  private void start(List<String> prefix) {
    List<String> settings = new ArrayList<>(List.of("targets-default=false"));
    for (String target : List.of("host", "neighbour")) {
      String key = "targets." + target + ".";
      settings.add(key + "probe=icmp");
      settings.add(key + "address=" + (target.equals("host") ? "198.19.0.2" : "198.18.0.1"));
      settings.add(key + "interval=1s");
      settings.add(key + "timeout=500ms");
      settings.add(key + "retries=" + RETRIES);
      settings.add(key + "dead-after=" + DEAD_AFTER_MS + "ms");
    }
    gateway = GatewayProcess.start(lab, prefix, settings.toArray(String[]::new));
  }

  private JsonNode target(String name) {
    return gateway.get("/api/v1/targets/" + name);
  }

  private String state(String name) {
    return target(name).path("state").asText();
  }

  /** Adds the state of the host, if it is not the last one. */
  private void note(List<String> seen) {
    String now = state("host");
    if (seen.isEmpty() || !seen.get(seen.size() - 1).equals(now)) {
      seen.add(now);
    }
  }

  private void await(String name, String state) {
    Await.until(BOUND, () -> target(name) + " to be " + state, () -> state(name).equals(state));
  }

  private List<JsonNode> told() {
    return gateway.items("/api/v1/events").stream()
        .filter(event -> event.path("type").asText().contains(".target."))
        .toList();
  }

  @Test
  void aHostWhosePingsAreSwallowedIsDeadAfterItsRetriesAndComesBack() {
    start(net.onServer());
    await("host", "alive");
    await("neighbour", "alive");
    List<String> seen = new ArrayList<>();
    long cutAt = System.nanoTime();
    net.cutPings();
    Await.until(
        BOUND,
        () -> "the host to be dead, seen: " + seen + target("host"),
        () -> {
          note(seen);
          return seen.contains("dead");
        });
    long tookMs = (System.nanoTime() - cutAt) / 1_000_000;
    JsonNode dead = target("host");

    System.out.println("pings swallowed: dead after " + tookMs + " ms: " + dead);
    assertThat(seen).containsExactly("alive", "suspect", "dead");
    assertThat(tookMs).isBetween(DEAD_AFTER_MS - LATE_MS, DEAD_AFTER_MS + LATE_MS);
    assertThat(dead.path("missed").asInt()).isGreaterThanOrEqualTo(1 + RETRIES);
    assertThat(state("neighbour")).as("nothing is swallowed before the router").isEqualTo("alive");

    net.heal();
    await("host", "alive");
    Await.until(BOUND, () -> "two events: " + told(), () -> told().size() == 2);
    JsonNode down = told().get(0);
    assertThat(down.path("type").asText()).endsWith("target.down");
    assertThat(down.path("data").path("probe").asText()).isEqualTo("icmp");
    assertThat(down.path("data").path("unseenMs").asLong())
        .isBetween(DEAD_AFTER_MS, DEAD_AFTER_MS + LATE_MS);
    assertThat(down.path("data").path("confirmedBy")).hasSize(1);
    assertThat(told().get(1).path("type").asText()).endsWith("target.up");
  }

  /** A process that may not ask has seen nothing: it calls nobody dead, and says why. */
  @Test
  void whereItIsNotPermittedNobodyIsCalledDead() {
    List<String> prefix = new ArrayList<>(net.onServer());
    prefix.addAll(List.of("setpriv", "--inh-caps", "-net_raw", "--bounding-set", "-net_raw"));
    start(prefix);
    Await.until(
        BOUND,
        () -> "a reason: " + target("host"),
        () -> target("host").toString().contains("icmp is not available here"));
    List<String> seen = new ArrayList<>();
    long end = System.nanoTime() + 2 * DEAD_AFTER_MS * 1_000_000;
    while (System.nanoTime() - end < 0) {
      note(seen);
    }

    assertThat(seen).isSubsetOf("unknown", "uncertain").endsWith("uncertain");
    assertThat(target("host").toString()).contains("probe by tcp");
    assertThat(told()).isEmpty();
  }
}
