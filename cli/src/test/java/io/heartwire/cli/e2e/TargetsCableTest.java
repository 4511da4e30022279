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

/** Targets behind a router that drops packets, and behind a gateway that stands still. */
@Tag("waits")
@Tag("netns")
class TargetsCableTest {
  private static final Duration BOUND = Duration.ofSeconds(20);
  private static final long DEAD_AFTER_MS = 3_000;

  /** An interval, a look in vain, and a second for a busy machine. */
  private static final long LATE_MS = 1_000 + 500 + 1_000;

  private static final List<String> PROBES = List.of("tcp", "heartwire");

  private NetLab net;
  private ProcessLab lab;
  private GatewayProcess gateway;

  /** A second gateway beyond the router is what is looked at. */
  @BeforeEach
  void build() {
    net = new NetLab();
    lab = new ProcessLab();
    GatewayProcess device =
        GatewayProcess.start(
            lab,
            net.onClient(),
            "doctor.enabled=false",
            "targets-default=false",
            "auth.mode=open",
            "listeners.tcp.host=198.19.0.2");
    List<String> settings = new ArrayList<>(List.of("targets-default=false"));
    for (String probe : PROBES) {
      String target = "targets." + probe + ".";
      settings.add(target + "probe=" + probe);
      settings.add(target + "address=198.19.0.2:" + device.port());
      settings.add(target + "interval=1s");
      settings.add(target + "timeout=500ms");
      settings.add(target + "retries=2");
      settings.add(target + "dead-after=" + DEAD_AFTER_MS + "ms");
    }
    gateway = GatewayProcess.start(lab, net.onServer(), settings.toArray(String[]::new));
    awaitAll("alive");
  }

  @AfterEach
  void tearDown() {
    lab.close();
    net.close();
  }

  private String state(String target) {
    return gateway.get("/api/v1/targets/" + target).path("state").asText();
  }

  private void awaitAll(String state) {
    Await.until(
        BOUND,
        () -> "all targets to be " + state + ": " + gateway.items("/api/v1/targets"),
        () -> PROBES.stream().allMatch(target -> state(target).equals(state)));
  }

  /** What was told of targets, in order: {@code target.down tcp}. */
  private List<String> told() {
    return gateway.items("/api/v1/events").stream()
        .filter(event -> event.path("type").asText().contains(".target."))
        .map(TargetsCableTest::text)
        .toList();
  }

  private static String text(JsonNode event) {
    return event.path("type").asText().replace("io.heartwire.", "")
        + " "
        + event.path("data").path("target").asText();
  }

  @Test
  void aTargetBehindACutCableIsSuspectThenDeadInTimeAndComesBack() {
    List<String> seen = new ArrayList<>();
    long cutAt = System.nanoTime();
    net.cutAll();
    Await.until(
        BOUND,
        () -> "the targets to be dead, seen: " + seen,
        () -> {
          seen.add(state("tcp"));
          return state("tcp").equals("dead") && state("heartwire").equals("dead");
        });
    long tookMs = (System.nanoTime() - cutAt) / 1_000_000;

    System.out.println("cut: both targets dead after " + tookMs + " ms");
    assertThat(seen).containsSubsequence("alive", "suspect");
    assertThat(tookMs).isBetween(DEAD_AFTER_MS - LATE_MS, DEAD_AFTER_MS + LATE_MS);
    net.heal();
    awaitAll("alive");
    Await.holdsWithin(BOUND, () -> told().size() == 4);
    assertThat(told())
        .containsExactlyInAnyOrder(
            "target.down tcp", "target.down heartwire", "target.up tcp", "target.up heartwire");
  }

  @Test
  void aGatewayThatStoodStillCallsNobodyDead() {
    gateway.process().freeze();
    Await.elapse(Duration.ofMillis(2 * DEAD_AFTER_MS));
    gateway.process().thaw();

    List<String> seen = new ArrayList<>();
    long thawedAt = System.nanoTime();
    while (System.nanoTime() - thawedAt < DEAD_AFTER_MS * 1_000_000) {
      PROBES.forEach(target -> seen.add(state(target)));
    }
    awaitAll("alive");
    assertThat(seen).doesNotContain("dead");
    assertThat(told()).isEmpty();
  }
}
