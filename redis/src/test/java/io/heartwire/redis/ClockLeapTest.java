package io.heartwire.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Two clocks that are compared over a way that takes its time. */
class ClockLeapTest {
  private Instant wall = Instant.parse("2026-11-27T12:00:00Z");
  private final ClockLeap clock = new ClockLeap(() -> wall);

  /** Asks for the time of a Redis that is {@code ahead} of us, over a way of these lengths. */
  private void look(Duration ahead, int thereMs, int backMs) {
    Instant before = wall;
    wall = wall.plusMillis(thereMs);
    long redis = Micros.of(wall.plus(ahead));
    wall = wall.plusMillis(backMs);
    clock.look(before, redis);
  }

  private Duration expectedAhead() {
    return Duration.between(wall, Micros.instant(clock.expected(wall)));
  }

  @Test
  void whatWasNeverComparedIsNotKnown() {
    assertThat(clock.expected(wall)).isZero();
  }

  @Test
  void clocksThatMayAgreeAreTakenToAgreeHoweverLongTheWayIs() {
    for (int way : new int[] {0, 3, 180, 0, 40}) {
      look(Duration.ZERO, way, way / 2);
      assertThat(expectedAhead()).as("a way of %d ms", way).isZero();
      assertThat(clock.leap().micros()).isZero();
    }
  }

  @Test
  void clocksThatDifferAreKnownAsWellAsTheShortestWayTells() {
    look(Duration.ofSeconds(60), 20, 30);
    assertThat(expectedAhead()).isBetween(Duration.ofMillis(59_970), Duration.ofSeconds(60));
    look(Duration.ofSeconds(60), 1, 1);
    Duration known = expectedAhead();
    assertThat(known).isBetween(Duration.ofMillis(59_999), Duration.ofMillis(60_001));
    look(Duration.ofSeconds(60), 200, 90);
    assertThat(expectedAhead()).as("a longer way tells nothing new").isEqualTo(known);
  }

  @Test
  void aClockThatIsSetIsFollowed() {
    look(Duration.ZERO, 1, 1);
    wall = wall.minusSeconds(3_600);
    look(Duration.ofSeconds(3_600), 1, 1);
    assertThat(expectedAhead()).isBetween(Duration.ofMillis(3_599_999), Duration.ofSeconds(3_600));
    assertThat(clock.leap().micros()).as("set back is no leap").isZero();
    wall = wall.plusSeconds(7_200);
    look(Duration.ofSeconds(-3_600), 1, 1);
    assertThat(clock.leap().micros()).isBetween(3_599_000_000L, 3_600_000_000L);
  }
}
