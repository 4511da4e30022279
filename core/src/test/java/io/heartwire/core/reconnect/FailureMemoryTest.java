package io.heartwire.core.reconnect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FailureMemoryTest {
  private static final long SECOND = 1_000_000_000L;
  private final FailureMemory<String> memory = new FailureMemory<>();

  @ParameterizedTest
  @ValueSource(longs = {Long.MIN_VALUE, Long.MAX_VALUE - 10 * SECOND, -15 * SECOND, 0})
  void skipsForThirtySeconds(long origin) {
    memory.failed("a", origin);
    memory.settled();
    assertThat(memory.skips("a", origin)).isTrue();
    assertThat(memory.skips("a", origin + 30 * SECOND - 1)).isTrue();
    assertThat(memory.skips("a", origin + 30 * SECOND)).isFalse();
    assertThat(memory.skips("b", origin)).isFalse();
  }

  @Test
  void countsFromTheLatestFailure() {
    memory.failed("a", 0);
    memory.failed("a", 29 * SECOND);
    memory.settled();
    assertThat(memory.skips("a", 58 * SECOND)).isTrue();
    assertThat(memory.skips("a", 59 * SECOND)).isFalse();
  }

  // trap 44
  @Test
  void givesEverythingItsTurnWhileNothingWorksHoweverLongTheWaitsAre() {
    long now = 0;
    for (String expected : List.of("a", "b", "c", "a", "b", "c")) {
      String first = memory.ordered(List.of("a", "b", "c"), now).get(0);
      assertThat(first).isEqualTo(expected);
      memory.failed(first, now);
      now += 60 * SECOND;
    }
  }

  @Test
  void remembersTheLatestFailuresWhenThereAreTooMany() {
    memory.failed("first", 0);
    for (int i = 1; i < FailureMemory.MAX_ENTRIES; i++) {
      memory.failed("other" + i, i);
    }
    assertThat(memory.skips("first", 1)).isTrue();
    memory.failed("one more", 1);
    assertThat(memory.skips("first", 1)).isFalse();
    assertThat(memory.skips("other1", 1)).isTrue();
  }

  @Test
  void keepsTheOrderOfWhatDidNotFail() {
    memory.failed("b", 2);
    memory.failed("c", 1);
    assertThat(memory.ordered(List.of("a", "b", "c", "d"), 3)).containsExactly("a", "d", "c", "b");
    memory.forget("b");
    assertThat(memory.ordered(List.of("a", "b", "c", "d"), 3)).containsExactly("a", "b", "d", "c");
  }
}
