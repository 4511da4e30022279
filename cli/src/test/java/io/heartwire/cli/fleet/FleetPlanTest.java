package io.heartwire.cli.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heartwire.cli.fleet.FleetPlan.Devices;
import io.heartwire.cli.fleet.FleetPlan.Fate;
import io.heartwire.cli.fleet.FleetPlan.Misfortune;
import io.heartwire.cli.fleet.FleetPlan.Server;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FleetPlanTest {
  private static FleetPlan plan(int clients, int silent, int frozen) {
    return new FleetPlan(
        new Server("localhost:7400", List.of(), Optional.empty()),
        new Devices(clients, "d-", "", Optional.empty()),
        Duration.ZERO,
        new Misfortune(silent, Duration.ZERO),
        new Misfortune(frozen, Duration.ZERO));
  }

  @Test
  void everyDeviceHasOneFate() {
    FleetPlan plan = plan(6, 2, 1);
    assertThat(IntStream.range(0, 6).mapToObj(plan::fateOf))
        .containsExactly(Fate.LIVES, Fate.LIVES, Fate.LIVES, Fate.SILENT, Fate.SILENT, Fate.FROZEN);
  }

  @Test
  void refusesMoreMisfortuneThanDevices() {
    assertThatThrownBy(() -> plan(2, 2, 1)).hasMessageContaining("more than --clients (2)");
  }
}
