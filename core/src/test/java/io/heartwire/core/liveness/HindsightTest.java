package io.heartwire.core.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.core.liveness.Hindsight.Account;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HindsightTest {
  private static final LivenessPolicy POLICY =
      LivenessPolicy.server(Duration.ofSeconds(50), Duration.ofSeconds(150));

  @ParameterizedTest
  @CsvSource({"-20000, FALSE", "60000, FALSE", "148999, FALSE", "149000, UNREACHABLE"})
  void aVerdictIsFalseIfTheClientHeardUsClearlyWithinTheTimeout(long heardMs, Hindsight expected) {
    assertThat(Hindsight.of(silent(150_000), POLICY, new Account(heardMs, 0, false)))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"3599, FALSE", "3600, UNREACHABLE"})
  void aShortTimeoutLeavesATenthOfItForTheLastAnswer(long heardMs, Hindsight expected) {
    LivenessPolicy hasty = LivenessPolicy.server(Duration.ofSeconds(1), Duration.ofSeconds(4));

    assertThat(Hindsight.of(silent(4_000), hasty, new Account(heardMs, 0, false)))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    // Held for a minute: a path that was down for the whole timeout before the verdict was down.
    "210000, 148999, FALSE",
    "210000, 149000, UNREACHABLE",
    // A verdict of unanswered pings, after less silence than the timeout.
    "80000, 78999, FALSE",
    "80000, 79000, UNREACHABLE"
  })
  void comparesWithTheShorterOfSilenceAndTimeout(long silenceMs, long heardMs, Hindsight expected) {
    assertThat(Hindsight.of(silent(silenceMs), POLICY, new Account(heardMs, 0, false)))
        .isEqualTo(expected);
  }

  @Test
  void aClientWhoseWordsHadAllArrivedWasThere() {
    assertThat(Hindsight.of(silent(150_000), POLICY, new Account(400_000, 0, true)))
        .isEqualTo(Hindsight.FALSE);
  }

  @ParameterizedTest
  @CsvSource({"75000, FALSE", "75001, STALLED"})
  void aClientThatDidNotRunForMostOfTheSilenceWasRightlyCalledDead(
      long stalledMs, Hindsight expected) {
    assertThat(Hindsight.of(silent(150_000), POLICY, new Account(60_000, stalledMs, true)))
        .isEqualTo(expected);
  }

  private static Disconnect silent(long silenceMs) {
    return new Disconnect(
        DisconnectReason.SILENT, "", silenceMs, 0, 1, SocketSnapshot.NONE, Optional.empty());
  }
}
