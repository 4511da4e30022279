package io.heartwire.cli.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heartwire.doctor.diagnosis.Cause;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FaultPlanTest {
  private static FaultPlan plan(List<String> faults, int seeds, int clients) {
    var files = new FaultPlan.Files(Path.of("results.jsonl"), Optional.empty(), Optional.empty());
    return new FaultPlan(faults, seeds, clients, files, "abc");
  }

  @Test
  void thereAreAtLeastSixteenFaultsEachWithANameOfItsOwnAndADifferentEnd() {
    assertThat(Faults.ALL).hasSizeGreaterThanOrEqualTo(16);
    assertThat(Faults.ALL).extracting(Fault::name).doesNotHaveDuplicates();
    assertThat(Faults.ALL).extracting(Fault::story).doesNotHaveDuplicates();
    assertThat(Faults.ALL)
        .allMatch(fault -> fault.expectation().cause() != Cause.UNKNOWN)
        .allMatch(fault -> fault.lasts().compareTo(Duration.ofMinutes(1)) < 0);
    assertThat(Faults.ALL.stream().map(fault -> fault.expectation().cause()).distinct().count())
        .isGreaterThanOrEqualTo(16);
  }

  @Test
  void faultsRunInTheirOwnOrderHoweverTheyAreNamed() {
    List<String> named = List.of("clock-step", "slow-handler");
    assertThat(plan(named, 1, 400).chosen())
        .extracting(Fault::name)
        .containsExactly("slow-handler", "clock-step");
    assertThat(plan(List.of(), 1, 400).chosen()).isEqualTo(Faults.ALL);
  }

  @Test
  void aFaultThatNobodyKnowsIsRefusedWithTheOnesThatThereAre() {
    assertThatThrownBy(() -> plan(List.of("earthquake"), 1, 400))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'earthquake'")
        .hasMessageContaining("slow-handler, hot-handler");
  }

  @Test
  void figuresBeyondTheirBoundsAreRefused() {
    for (int clients : new int[] {0, 96, 401, 10_004}) {
      assertThatThrownBy(() -> plan(List.of(), 1, clients))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("--clients (" + clients + ")");
    }
    assertThatThrownBy(() -> plan(List.of(), 0, 400)).hasMessageContaining("--seeds (0)");
  }

  @Test
  void theSubjectOfAProxyThatCutsAtSevenSecondsMustBeAboutSevenSeconds() {
    var subject = new ImpatientProxy().expectation().subject();
    for (String fits :
        new String[] {"7 s", "7.0 s", "7s", "7.02s", "6.9 s", "7,012 ms", "7012ms"}) {
      assertThat(subject.matcher(fits).find()).as(fits).isTrue();
    }
    for (String doesNot : new String[] {"", "17 s", "60 s", "10.7 s", "70 s", "7.9 s", "9012 ms"}) {
      assertThat(subject.matcher(doesNot).find()).as(doesNot).isFalse();
    }
  }
}
