package io.heartwire.core.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VirtualTimeTest {
  @Test
  void doesNotRunBackwardsWhenATaskBlocks() {
    VirtualTime time = new VirtualTime(0);
    time.schedule(() -> time.stall(Duration.ofSeconds(5)), 0);

    time.advance(Duration.ofSeconds(1));

    assertThat(time.nanoTime()).isEqualTo(Duration.ofSeconds(5).toNanos());
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE, Long.MAX_VALUE - 1_500_000_000L, 42})
  void runsTasksInOrderOfTimeAndThenOfScheduling(long origin) {
    VirtualTime time = new VirtualTime(origin);
    List<String> ran = new ArrayList<>();
    time.schedule(() -> ran.add("late"), 3_000_000_000L);
    time.schedule(() -> ran.add("b at " + (time.nanoTime() - origin)), 1_000_000_000L);
    time.schedule(() -> ran.add("c"), 1_000_000_000L);
    time.schedule(() -> ran.add("a at " + (time.nanoTime() - origin)), -7);

    time.advance(Duration.ofSeconds(2));

    assertThat(ran).containsExactly("a at 0", "b at 1000000000", "c");
    assertThat(time.nanoTime() - origin).isEqualTo(2_000_000_000L);
    assertThat(time.pendingTasks()).isEqualTo(1);
  }

  @Test
  void runsATaskExactlyWhenItIsDue() {
    VirtualTime time = new VirtualTime(0);
    List<Long> ran = new ArrayList<>();
    time.schedule(() -> ran.add(time.nanoTime()), 1_000);

    time.advance(Duration.ofNanos(999));
    assertThat(ran).isEmpty();
    time.advance(Duration.ofNanos(1));
    assertThat(ran).containsExactly(1_000L);
  }

  @Test
  void runsWhatATaskSchedulesWithinTheSameStep() {
    VirtualTime time = new VirtualTime(0);
    List<Long> ran = new ArrayList<>();
    time.schedule(
        () -> {
          ran.add(time.nanoTime());
          time.schedule(() -> ran.add(time.nanoTime()), 10);
        },
        10);

    time.advance(Duration.ofNanos(20));

    assertThat(ran).containsExactly(10L, 20L);
    assertThat(time.pendingTasks()).isZero();
  }

  @Test
  void runsNoTaskThatWasCancelledAndCancellingTwiceIsHarmless() {
    VirtualTime time = new VirtualTime(0);
    List<String> ran = new ArrayList<>();
    Scheduler.Cancellable first = time.schedule(() -> ran.add("first"), 5);
    time.schedule(() -> ran.add("second"), 5);

    first.cancel();
    first.cancel();
    time.advance(Duration.ofNanos(10));
    first.cancel();

    assertThat(ran).containsExactly("second");
  }

  @Test
  void runsOverdueTasksLateAfterAStallWithoutTurningTimeBack() {
    VirtualTime time = new VirtualTime(0);
    List<Long> ran = new ArrayList<>();
    time.schedule(() -> ran.add(time.nanoTime()), 10);

    time.stall(Duration.ofNanos(100));
    assertThat(ran).isEmpty();
    time.advance(Duration.ZERO);

    assertThat(ran).containsExactly(100L);
  }
}
