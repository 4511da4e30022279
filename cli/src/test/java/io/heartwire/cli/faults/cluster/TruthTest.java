package io.heartwire.cli.faults.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TruthTest {
  /** Each {@code WORD CLIENT EPOCH}, numbered from 1. */
  private static List<Told> told(String... lines) {
    List<Told> all = new ArrayList<>();
    for (String line : lines) {
      String[] parts = line.split(" ");
      all.add(new Told(all.size() + 1, parts[0], parts[1], Long.parseLong(parts[2])));
    }
    return all;
  }

  private static List<String> violations(String... lines) {
    return Truth.violations(told(lines), Set.of());
  }

  @Test
  void whatIsToldInOrderIsTrue() {
    assertThat(
            Truth.violations(
                told(
                    "online a 1",
                    "online b 1",
                    "resumed a 1",
                    "moved a 1",
                    "online a 7",
                    "flapping a 1",
                    "taken-over a 7",
                    "online a 8",
                    "offline b 1",
                    "offline a 8"),
                Set.of("a#1", "a#7", "b#1")))
        .isEmpty();
  }

  @Test
  void aSessionThatNeverEndsIsNamed() {
    assertThat(violations("online a 1")).containsExactly("I2: a#1 came online and never ended");
  }

  @Test
  void aSessionThatOnlyItsClientKnowsOfIsNamed() {
    assertThat(Truth.violations(told("online a 1", "offline a 1"), Set.of("a#1", "a#2")))
        .containsExactly("I2: a#2 was told to its client, and to nobody else");
  }

  @Test
  void anEndThatIsToldTwiceIsNamed() {
    assertThat(violations("online a 1", "offline a 1", "moved a 1"))
        .containsExactly("I4: a#1 (event 3) is moved, but it has no session");
  }

  @Test
  void anEndAfterTheNextBeginningIsNamed() {
    assertThat(violations("online a 1", "online a 2", "offline a 1", "offline a 2"))
        .containsExactly(
            "I3: a#2 (event 2) came online before #1 had ended",
            "I4: a#1 (event 3) is offline, but its session is #2");
  }

  @Test
  void anEpochThatBeginsTwiceOrGoesBackIsNamed() {
    assertThat(violations("online a 2", "offline a 2", "online a 2", "offline a 2"))
        .contains("I1: a#2 (event 3) came online twice");
    assertThat(violations("online a 2", "offline a 2", "online a 1", "offline a 1"))
        .containsExactly("I1: a#1 (event 3) came online after #2, which is newer");
  }

  @Test
  void anEndWithoutABeginningIsNamed() {
    assertThat(violations("offline a 1"))
        .containsExactly("I1: a#1 (event 1) is offline, but it has no session");
  }

  @Test
  void numbersThatGoBackAreNamed() {
    assertThat(
            Truth.violations(
                List.of(new Told(5, "online", "a", 1), new Told(5, "offline", "a", 1)), Set.of()))
        .containsExactly("order: a#1 (event 5) comes after event 5");
  }
}
