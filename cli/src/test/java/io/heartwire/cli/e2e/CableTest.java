package io.heartwire.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.cli.demo.ClientEnd;
import io.heartwire.core.liveness.DisconnectReason;
import java.time.Duration;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * 1,000 clients in 20 networks behind a router that drops packets: the lone dead are found in time,
 * a cable that comes back costs nobody, and one that does not is worked off at its pace.
 */
@Tag("netns")
class CableTest {
  private static final int CLIENTS = 1_000;
  private static final long TOLERANCE_MS = 1_000;

  private NetLab net;
  private ProcessLab lab;

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
  void losesNobodyWhenTheCableIsCutForTwentySeconds() {
    LabServer gateway = gateway("liveness.interval=5s", "liveness.timeout=15s");
    Fleet fleet = fleet(gateway, 5_000);
    Await.elapse(Duration.ofSeconds(6));

    net.cutAll();
    Await.elapse(Duration.ofSeconds(20));
    String incident = gateway.incident();
    net.heal();
    Await.elapse(Duration.ofSeconds(45));

    long own = fleet.ends("real").stream().filter(end -> !end.closedByServer()).count();
    String figures =
        String.format(
            "cut for 20 s: %d verdicts, %d left themselves, %d online, incident %s, then %s",
            gateway.verdicts("real").size(),
            own,
            fleet.online("real"),
            incident,
            gateway.incident());
    System.out.println(figures);
    assertThat(gateway.verdicts("real").size()).as(figures).isZero();
    assertThat(closedByServer(fleet)).as(figures).isZero();
    assertThat(incident).as("the breaker: " + figures).endsWith("1");
    assertThat(gateway.incidents())
        .as("one that the breaker opened, one that is explained: " + figures)
        .satisfiesExactlyInAnyOrder(
            breaker -> assertThat(breaker).startsWith("mass-"),
            explained -> assertThat(explained).startsWith("inc-"));
    assertThat(gateway.incident()).as("closed again: " + figures).isEqualTo("-");
    assertThat(fleet.online("real")).as(figures).isEqualTo(CLIENTS);
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

  @Test
  void losesNobodyToTwentyPercentRandomLoss() {
    LabServer gateway = gateway("liveness.interval=3s", "liveness.timeout=15s");
    Fleet fleet = fleet(gateway, 3_000);
    Await.elapse(Duration.ofSeconds(4));

    net.lose(20);
    Await.elapse(Duration.ofSeconds(60));
    long own = fleet.ends("real").stream().filter(end -> !end.closedByServer()).count();
    String figures =
        String.format(
            "20 %% loss for 60 s: %d verdicts, %d left themselves",
            gateway.verdicts("real").size(), own);
    net.heal();
    System.out.println(figures);
    assertThat(gateway.verdicts("real").size()).as(figures).isZero();
    assertThat(closedByServer(fleet)).as(figures).isZero();
  }

  private static long closedByServer(Fleet fleet) {
    return fleet.ends("real").stream().filter(ClientEnd::closedByServer).count();
  }

  private LabServer gateway(String... settings) {
    String[] all = new String[settings.length + 3];
    System.arraycopy(settings, 0, all, 0, settings.length);
    all[settings.length] = "listeners.tcp.host=0.0.0.0";
    all[settings.length + 1] = "auth.mode=open";
    all[settings.length + 2] = "transport=epoll";
    return LabServer.start(lab, net.onServer(), all);
  }

  private Fleet fleet(LabServer gateway, long intervalMs) {
    Fleet fleet = Fleet.start(lab, net.onClient());
    String endpoints =
        IntStream.rangeClosed(1, NetLab.NETWORKS)
            .mapToObj(k -> NetLab.serverAddress(k) + ":" + gateway.port())
            .collect(Collectors.joining(","));
    fleet.real("real", CLIENTS, intervalMs, endpoints);
    return fleet;
  }

  private static long first(List<GatewayEnd> verdicts, long cutAt) {
    return verdicts.stream().mapToLong(sinceMs(cutAt)).min().orElse(-1);
  }

  private static long last(List<GatewayEnd> verdicts, long cutAt) {
    return verdicts.stream().mapToLong(sinceMs(cutAt)).max().orElse(-1);
  }

  private static ToLongFunction<GatewayEnd> sinceMs(long cutAt) {
    return end -> (end.atNanos() - cutAt) / 1_000_000;
  }
}
