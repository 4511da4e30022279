package io.heartwire.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DurationTextTest {
  private final DurationText text = new DurationText();

  @Test
  void readsTimesAsPeopleWriteThem() {
    assertThat(text.convert("500ms")).isEqualTo(Duration.ofMillis(500));
    assertThat(text.convert("10s")).isEqualTo(Duration.ofSeconds(10));
    assertThat(text.convert("5m")).isEqualTo(Duration.ofMinutes(5));
    assertThat(text.convert("2h")).isEqualTo(Duration.ofHours(2));
  }

  @Test
  void refusesATimeWithoutUnit() {
    assertThatThrownBy(() -> text.convert("10")).hasMessageContaining("write 500ms, 10s, 5m or 2h");
  }
}
