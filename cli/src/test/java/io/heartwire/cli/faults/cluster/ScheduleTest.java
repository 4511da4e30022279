package io.heartwire.cli.faults.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ScheduleTest {
  @Test
  void oneGatewayIsNeverStruckAndNoneTwiceAndAllBlowsFall() {
    Set<Blow> fallen = EnumSet.noneOf(Blow.class);
    Set<Integer> sizes = new HashSet<>();
    for (long seed = 1; seed <= 200; seed++) {
      List<Schedule.Strike> strikes = Schedule.of(seed, 3).strikes();
      List<Schedule.Strike> onNodes =
          strikes.stream().filter(strike -> strike.blow().strikesANode()).toList();
      assertThat(onNodes.stream().map(Schedule.Strike::node).collect(Collectors.toSet()))
          .as("seed %d", seed)
          .hasSameSizeAs(onNodes)
          .hasSizeLessThan(3);
      assertThat(strikes.size() - onNodes.size()).as("seed %d", seed).isBetween(0, 1);
      strikes.forEach(strike -> fallen.add(strike.blow()));
      sizes.add(strikes.size());
    }
    assertThat(fallen).containsExactlyInAnyOrder(Blow.values());
    assertThat(sizes).containsExactlyInAnyOrder(1, 2, 3);
  }

  @Test
  void theSameSeedIsTheSameRun() {
    assertThat(Schedule.of(7, 3)).isEqualTo(Schedule.of(7, 3)).isNotEqualTo(Schedule.of(8, 3));
    assertThat(Schedule.of(7, 3).story()).allMatch(line -> line.matches("at \\d+ ms .*\\d+ ms.*"));
  }
}
