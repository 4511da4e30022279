package io.heartwire.cli.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ScoreTest {
  private static final Verdict MISTAKE = new Verdict("inc-1", "uplink", "", 0.9, "No.", 10);
  private static final Outcome.Breaker STUCK = new Outcome.Breaker(true, false, "many are silent");

  private static Outcome run(long seed, boolean right) {
    return run(seed, right, List.of(), 0, Outcome.Breaker.QUIET, "");
  }

  private static Outcome run(
      long seed,
      boolean right,
      List<Verdict> wrong,
      int livingLost,
      Outcome.Breaker breaker,
      String trouble) {
    return new Outcome(
        "slow-handler",
        seed,
        "abc",
        "2026-01-31T12:00:00Z",
        "slow-handler",
        1_000,
        right ? 1_000 * seed : -1,
        right,
        wrong,
        wrong,
        new Outcome.Clients(400, 400, true, livingLost, livingLost, 0),
        Map.of(),
        breaker,
        trouble);
  }

  private static List<Outcome> rightRuns(int count) {
    return IntStream.rangeClosed(1, count).mapToObj(seed -> run(seed, true)).toList();
  }

  private static Score with(List<Outcome> runs, Outcome more) {
    return new Score(Stream.concat(runs.stream(), Stream.of(more)).toList());
  }

  @Test
  void nineteenOfTwentyAreEnoughAndEighteenOfNineteenAreNot() {
    assertThat(with(rightRuns(19), run(20, false)).kept()).isTrue();
    assertThat(with(rightRuns(18), run(19, false)).kept()).isFalse();
  }

  @Test
  void oneSureMistakeOneLostClientOrOneBreakerThatStaysIsTooMuch() {
    List<Outcome> good = rightRuns(19);
    assertThat(with(good, run(20, true)).kept()).isTrue();
    assertThat(with(good, run(20, true, List.of(MISTAKE), 0, Outcome.Breaker.QUIET, "")).kept())
        .isFalse();
    assertThat(with(good, run(20, true, List.of(), 1, Outcome.Breaker.QUIET, "")).kept()).isFalse();
    assertThat(with(good, run(20, true, List.of(), 0, STUCK, "")).kept()).isFalse();
  }

  @Test
  void whoGaveUpBecauseNobodyAnsweredIsLostToAFaultOfTheServerAndNotToOneOutside() {
    Outcome run = run(1, true);
    for (boolean server : new boolean[] {true, false}) {
      Outcome gaveUp =
          new Outcome(
              run.fault(),
              run.seed(),
              run.commit(),
              run.at(),
              run.expected(),
              run.openedAfterMs(),
              run.rightAfterMs(),
              true,
              List.of(),
              List.of(),
              new Outcome.Clients(400, 400, server, 0, 0, 7),
              Map.of(),
              Outcome.Breaker.QUIET,
              "");
      assertThat(gaveUp.livingLost()).isEqualTo(server ? 7 : 0);
      assertThat(new Score(List.of(gaveUp)).kept()).isEqualTo(!server);
    }
  }

  @Test
  void aRunThatSaidNothingIsNotCountedAndForgottenOnceItWasRepeated() {
    Outcome failed = run(1, false, List.of(), 0, Outcome.Breaker.QUIET, "no clients");
    assertThat(new Score(List.of(failed)).kept()).isFalse();
    assertThat(new Score(List.of(failed)).rows().get(0)).endsWith("1");

    Score repeated = new Score(List.of(failed, run(1, true)));
    assertThat(repeated.kept()).isTrue();
    assertThat(repeated.rows().get(0)).endsWith("0");
  }

  @Test
  void aRowTellsHowManyWereRightAndHowFast() {
    Score score = with(rightRuns(3), run(4, false, List.of(MISTAKE), 2, STUCK, ""));
    assertThat(score.rows().get(0))
        .containsExactly(
            "slow-handler", "slow-handler", "4", "3", "2.0 s", "3.0 s", "1", "2", "0 of 1", "0");
    assertThat(score.rows()).hasSize(2).allMatch(row -> row.size() == Score.HEADINGS.size());
    assertThat(score.sentence()).startsWith("3 of 4 right within 5 s (75.0 %");
  }
}
