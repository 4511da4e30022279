package io.heartwire.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StepsTest {
  private final List<String> said = new ArrayList<>();
  private long now;

  private Steps steps(Integer... seconds) {
    List<Duration> expected = List.of(seconds).stream().map(Duration::ofSeconds).toList();
    return new Steps(expected, () -> now, said::add);
  }

  private void pass(int seconds) {
    now += TimeUnit.SECONDS.toNanos(seconds);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, Long.MAX_VALUE - 30_000_000_000L, Long.MIN_VALUE, -10_000_000_000L})
  void saysWhichStepOfHowManyItIsAndHowLongAllWillTake(long origin) {
    now = origin;
    Steps steps = steps(20, 10, 30);
    steps.begin("one");
    pass(20);
    steps.begin("two");
    pass(10);
    steps.begin("three");
    assertThat(said)
        .containsExactly(
            "one ... (1 of 3, about 60 s to go)",
            "two ... (2 of 3, about 40 s to go)",
            "three ... (3 of 3, about 30 s to go)");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, Long.MAX_VALUE - 30_000_000_000L})
  void expectsOfTheRestWhatTheStepsBeforeTook(long origin) {
    now = origin;
    Steps steps = steps(20, 20, 80);
    steps.begin("one");
    pass(40);
    steps.begin("two");
    assertThat(said).last().isEqualTo("two ... (2 of 3, about 4 min to go)");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, Long.MAX_VALUE - 5_000_000_000L})
  void isNeverSilentForLong(long origin) {
    now = origin;
    Steps steps = steps(40);
    steps.look();
    steps.begin("one");
    pass(14);
    steps.look();
    assertThat(said).hasSize(1);
    pass(1);
    steps.look();
    steps.look();
    assertThat(said).hasSize(2).last().isEqualTo("  15 s in step 1 of 1, about 25 s to go");
    pass(10);
    steps.say("something");
    pass(10);
    steps.look();
    assertThat(said).hasSize(3);
    pass(60);
    steps.look();
    assertThat(said).last().isEqualTo("  95 s in step 1 of 1, about 5 s to go");
  }
}
