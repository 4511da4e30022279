package io.heartwire.gateway.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.gateway.transport.PingPace.Answer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

// trap 55
class PingPaceTest {
  private static final long SECOND = 1_000_000_000L;

  private long now = Long.MAX_VALUE - SECOND;

  private PingPace told(int intervalMs) {
    PingPace pace = new PingPace();
    pace.told(intervalMs);
    pace.begin(now);
    return pace;
  }

  /** What a client that pings so often for so long is answered. */
  private List<Answer> answers(PingPace pace, long everyMs, long seconds) {
    List<Answer> answers = new ArrayList<>();
    for (long i = 0; i < seconds * 1_000 / everyMs; i++) {
      now += everyMs * 1_000_000;
      if (pace.pinged()) {
        answers.add(pace.judge(now));
      }
    }
    answers.removeIf(answer -> answer == Answer.NONE);
    return answers;
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 1_000, 5_000, 12_000})
  void fourTimesAsOftenAsToldIsTolerated(int intervalMs) {
    assertThat(answers(told(intervalMs), intervalMs / 4, 3_600)).isEmpty();
  }

  @Test
  void aPingEveryThreeSecondsIsToleratedWhateverTheInterval() {
    assertThat(answers(told(50_000), 3_000, 3_600)).isEmpty();
    assertThat(answers(told(600_000), 3_000, 3_600)).isEmpty();
  }

  @Test
  void firstToldThenSlowedAndNotCutForBeingSixTimesTooFast() {
    assertThat(answers(told(10_000), 1_500, 600))
        .startsWith(Answer.TELL, Answer.SLOW, Answer.SLOW)
        .doesNotContain(Answer.CUT);
  }

  @Test
  void cutOnlyFarBeyondAndAfterFiveWarnings() {
    List<Answer> answers = answers(told(10_000), 90, 60);
    assertThat(answers.subList(0, 6))
        .containsExactly(
            Answer.TELL, Answer.SLOW, Answer.SLOW, Answer.SLOW, Answer.SLOW, Answer.CUT);
  }

  @Test
  void aMinuteInPaceMakesItForgotten() {
    PingPace pace = told(10_000);
    assertThat(answers(pace, 1_000, 60)).startsWith(Answer.TELL, Answer.SLOW);
    assertThat(answers(pace, 10_000, 600)).isEmpty();
    assertThat(answers(pace, 1_000, 30)).containsExactly(Answer.TELL);
  }
}
