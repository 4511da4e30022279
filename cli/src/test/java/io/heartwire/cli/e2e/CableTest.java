package io.heartwire.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.core.liveness.DisconnectReason;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Behind a router that drops packets the lone dead are found in time, and a cable that stays cut is
 * worked off at its pace.
 */
@Tag("netns")
class CableTest extends CableBench {
  private static final long TOLERANCE_MS = 1_000;

  @Test
  void findsEightOfAThousandAtTheTimeoutAndFreesTheirDescriptors() {
    LabServer gateway = gateway("liveness.interval=2s", "liveness.timeout=6s");
    Fleet fleet = fleet(gateway, 2_000);
    List<String> victims = gateway.addresses().stream().limit(8).toList();
    Await.elapse(Duration.ofSeconds(4));
    assertThat(gateway.verdicts("real")).as("before the cut").isEmpty();
    int descriptors = gateway.process().descriptors();

    long cutAt = System.nanoTime();
    net.cutClients(victims);
    Await.holdsWithin(Duration.ofSeconds(20), () -> gateway.verdicts("real").size() >= 8);

    List<GatewayEnd> verdicts = gateway.verdicts("real");
    String figures = "8 of 1,000: last found " + last(verdicts, cutAt) + " ms after the cut";
    System.out.println(figures);
    assertThat(verdicts).as(figures).hasSizeLessThan(20).hasSize(8);
    assertThat(verdicts)
        .allMatch(v -> v.incident().equals("-"))
        .allMatch(v -> v.reason() == DisconnectReason.SILENT);
    assertThat(last(verdicts, cutAt)).as(figures).isLessThanOrEqualTo(6_000 + TOLERANCE_MS);
    assertThat(gateway.incident()).as("the breaker").isEqualTo("-");
    Await.until(
        Duration.ofSeconds(2),
        () -> gateway.process().descriptors() + " descriptors, before " + descriptors,
        () -> gateway.process().descriptors() <= descriptors - 8);
    assertThat(fleet.online("real")).isGreaterThanOrEqualTo(CLIENTS - 8);
  }

  @Test
  void worksOffAMassDeathAtItsPace() {
    LabServer gateway = gateway("liveness.interval=1s", "liveness.timeout=4s", "breaker.hold=5s");
    fleet(gateway, 1_000);
    Await.elapse(Duration.ofSeconds(2));

    long cutAt = System.nanoTime();
    net.cutAll();
    long paceMs = CLIENTS * 1_000 / 50;
    long boundMs = 4_000 + 5_000 + paceMs;
    Await.holdsWithin(
        Duration.ofMillis(boundMs + 10_000), () -> gateway.verdicts("real").size() >= CLIENTS);

    List<GatewayEnd> verdicts = gateway.verdicts("real");
    String figures =
        String.format(
            "cut for ever: %d verdicts, the first after %d ms, the last after %d ms, bound %d ms;"
                + " %s",
            verdicts.size(),
            first(verdicts, cutAt),
            last(verdicts, cutAt),
            boundMs,
            gateway.ends().stream()
                .collect(Collectors.groupingBy(GatewayEnd::reason, Collectors.counting())));
    System.out.println(figures);
    assertThat(verdicts.size()).as(figures).isEqualTo(CLIENTS);
    assertThat(first(verdicts, cutAt)).as("held: " + figures).isGreaterThan(4_000 + 2_000);
    assertThat(last(verdicts, cutAt)).as(figures).isLessThanOrEqualTo(boundMs + TOLERANCE_MS);
    assertThat(verdicts.stream().map(GatewayEnd::incident).filter(i -> !i.equals("-")).distinct())
        .as("one incident: " + figures)
        .hasSize(1);
  }
}
