package io.heartwire.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A cable that comes back, and one that loses a fifth of everything, cost nobody. */
@Tag("netns")
@Tag("waits")
class BadCableTest extends CableBench {
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
}
