package io.heartwire.core.reconnect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private static final long SECOND = 1_000_000_000L;
  private static final Extreme LEAST = new Extreme(false);
  private static final Extreme LARGEST = new Extreme(true);

  private final Backoff backoff = Backoff.standard();

  @Test
  void waitsBetweenOneSecondAndThreeTimesTheWaitBefore() {
    assertThat(backoff.nextNanos(0, LEAST)).isEqualTo(SECOND);
    assertThat(backoff.nextNanos(0, LARGEST)).isEqualTo(3 * SECOND);
    assertThat(backoff.nextNanos(7 * SECOND, LEAST)).isEqualTo(SECOND);
    assertThat(backoff.nextNanos(7 * SECOND, LARGEST)).isEqualTo(21 * SECOND);
    assertThat(backoff.nextNanos(20 * SECOND, LARGEST)).isEqualTo(60 * SECOND);
  }

  @Test
  void drawsAgainInTheUpperHalfWhatWouldExceedTheCap() {
    assertThat(backoff.nextNanos(21 * SECOND, LARGEST)).isEqualTo(60 * SECOND);
    assertThat(backoff.nextNanos(21 * SECOND, new FirstLargestThenLeast())).isEqualTo(30 * SECOND);
  }

  @Test
  void survivesAPreviousWaitOfAnyLength() {
    for (long previous : new long[] {Long.MIN_VALUE, -1, 0, 1, Long.MAX_VALUE}) {
      assertThat(backoff.nextNanos(previous, new SplittableRandom(previous)))
          .isBetween(SECOND, 60 * SECOND);
    }
  }

  // trap 41
  @Test
  void spreadsTheWaitsOfTenThousandClientsAtTheirTenthAttempt() {
    int[] clientsPerSecond = new int[61];
    for (int client = 0; client < 10_000; client++) {
      SplittableRandom random = new SplittableRandom(client);
      long wait = 0;
      for (int attempt = 0; attempt < 10; attempt++) {
        wait = backoff.nextNanos(wait, random);
      }
      clientsPerSecond[(int) (wait / SECOND)]++;
    }
    for (int second = 1; second < 60; second++) {
      assertThat(clientsPerSecond[second]).as("clients at second %d", second).isBetween(1, 1_000);
    }
  }

  // trap 41
  @Test
  void spreadsTheWaitsOfClientsThatAreAllAtTheCap() {
    int[] clientsPerSecond = new int[61];
    for (int client = 0; client < 10_000; client++) {
      long wait = backoff.nextNanos(60 * SECOND, new SplittableRandom(client));
      clientsPerSecond[(int) (wait / SECOND)]++;
    }
    for (int clients : clientsPerSecond) {
      assertThat(clients).isLessThan(400);
    }
  }

  @Test
  void staysWithinItsLimitsWhenUniform() {
    Backoff uniform = new Backoff.Uniform(Duration.ofMillis(20), Duration.ofMillis(50));
    assertThat(uniform.nextNanos(0, LEAST)).isEqualTo(20_000_000);
    assertThat(uniform.nextNanos(Long.MAX_VALUE, LARGEST)).isEqualTo(50_000_000);
  }

  @Test
  void refusesLimitsThatMakeNoSense() {
    Duration ms = Duration.ofMillis(1);
    assertThat(new Backoff.Decorrelated(ms, ms).cap()).isEqualTo(ms);
    assertThat(new Backoff.Uniform(ms, Duration.ofDays(1)).cap()).isEqualTo(Duration.ofDays(1));
    assertThatThrownBy(() -> new Backoff.Decorrelated(Duration.ofNanos(999_999), ms))
        .hasMessageContaining("1 ms");
    assertThatThrownBy(() -> new Backoff.Uniform(Duration.ofMillis(2), ms))
        .hasMessageContaining("PT0.002S to PT0.001S");
    assertThatThrownBy(() -> new Backoff.Uniform(ms, Duration.ofDays(1).plusNanos(1)))
        .hasMessageContaining("1 day");
  }

  private static final class FirstLargestThenLeast implements java.util.random.RandomGenerator {
    private boolean drawn;

    @Override
    public long nextLong() {
      return 0;
    }

    @Override
    public long nextLong(long bound) {
      boolean first = !drawn;
      drawn = true;
      return first ? bound - 1 : 0;
    }
  }
}
