package io.heartwire.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TouchTest {
  private long now;

  @ParameterizedTest
  @ValueSource(longs = {0, Long.MAX_VALUE - 7, Long.MIN_VALUE, -3})
  void isBrokenByAGapAndBeginsAnewAfterIt(long origin) {
    now = origin;
    var touch = new Touch(() -> now, 10);
    now += 10;
    touch.answered();
    now += 10;
    assertThat(touch.unbrokenNanos()).as("answers at the very limit").isEqualTo(20);
    now++;
    assertThat(touch.unbrokenNanos()).as("a gap that goes on").isZero();
    touch.answered();
    assertThat(touch.unbrokenNanos()).as("a gap that has just ended").isZero();
    now += 4;
    assertThat(touch.unbrokenNanos()).isEqualTo(4);
  }
}
