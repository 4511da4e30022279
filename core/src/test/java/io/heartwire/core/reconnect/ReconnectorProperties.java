package io.heartwire.core.reconnect;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.core.reconnect.Attempt.Connect;
import io.heartwire.core.reconnect.Attempt.Wait;
import io.heartwire.core.reconnect.Reconnector.Phase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds whatever happens, from hostile clock origins; the seed is in every message. */
class ReconnectorProperties {
  private static final long SECOND = 1_000_000_000L;
  private static final long MINUTE = 60 * SECOND;
  private static final Disconnect RESET = Disconnect.of(DisconnectReason.RESET, "");

  @ParameterizedTest
  @ValueSource(
      longs = {
        Long.MIN_VALUE,
        Long.MIN_VALUE + 1,
        Long.MAX_VALUE,
        Long.MAX_VALUE - 5 * MINUTE,
        -5 * MINUTE,
        -1,
        0,
        1
      })
  void keepsItsPromisesWhateverFires(long origin) {
    for (long seed = 0; seed < 40; seed++) {
      new Run(origin, seed).play(2_000);
    }
  }

  // traps 41 and 42
  @Test
  void spreadsEveryAttemptOfTenThousandClientsThatLostTheirServerTogether() {
    for (int attempt : new int[] {1, 2, 5, 10}) {
      int[] clientsPer100Ms = new int[20_000];
      for (int client = 0; client < 10_000; client++) {
        clientsPer100Ms[(int) (timeOfAttempt(attempt, client) / (SECOND / 10))]++;
      }
      for (int clients : clientsPer100Ms) {
        assertThat(clients).as("clients within 100 ms at attempt %d", attempt).isLessThan(1_200);
      }
    }
  }

  // trap 45
  @Test
  void goesOnForEverWhenNothingAnswers() {
    Reconnector reconnector = new Reconnector(ReconnectPolicy.standard(), new SplittableRandom(1));
    long now = 0;
    Attempt next = reconnector.start(now);
    for (int i = 1; i <= 100_000; i++) {
      now += ((Wait) next).delayNanos();
      assertThat(reconnector.due(now)).isEqualTo(new Connect(i, i));
      next = reconnector.ended(i, Ending.of(RESET), now);
    }
  }

  private static long timeOfAttempt(int attempt, int client) {
    Reconnector reconnector =
        new Reconnector(ReconnectPolicy.standard(), new SplittableRandom(client));
    long now = ((Wait) reconnector.start(0)).delayNanos();
    reconnector.due(now);
    reconnector.accepted(1, now);
    long lost = now + MINUTE;
    now = lost;
    for (int i = 1; i <= attempt; i++) {
      now += ((Wait) reconnector.ended(i, Ending.of(RESET), now)).delayNanos();
      reconnector.due(now);
    }
    return now - lost;
  }

  /** One random history of one client. */
  private static final class Run {
    private final SplittableRandom fate;
    private final long seed;
    private final Reconnector reconnector;
    private final List<Long> attemptedAt = new ArrayList<>();
    private long now;
    private long dueAt;
    private long notBefore;

    Run(long origin, long seed) {
      this.seed = seed;
      this.now = origin;
      this.notBefore = origin;
      fate = new SplittableRandom(seed);
      reconnector = new Reconnector(ReconnectPolicy.standard(), fate.split());
    }

    void play(int steps) {
      obey(reconnector.start(now));
      for (int i = 0; i < steps; i++) {
        step();
        if (reconnector.phase() == Phase.STOPPED) {
          return;
        }
      }
    }

    private void step() {
      switch (reconnector.phase()) {
        case WAITING -> {
          if (fate.nextInt(4) == 0) {
            obey(reconnector.wake(now));
            assertThat(reconnector.ended(reconnector.attemptId(), Ending.of(RESET), now))
                .as("seed %d", seed)
                .isEqualTo(Attempt.NONE);
          }
          now = fate.nextBoolean() || dueAt - now <= 0 ? dueAt : now + (dueAt - now) / 2;
          obey(reconnector.due(now));
        }
        case TRYING -> {
          now += fate.nextLong(10 * SECOND);
          if (fate.nextBoolean()) {
            reconnector.accepted(reconnector.attemptId(), now);
          } else {
            end();
          }
        }
        case ONLINE -> {
          now += fate.nextLong(2 * MINUTE);
          end();
        }
        default -> throw new AssertionError(reconnector.phase());
      }
    }

    private void end() {
      Ending ending = Ending.of(RESET);
      int kind = fate.nextInt(1_000);
      if (kind < 300) {
        ending = ending.withRetryAfter(Duration.ofMillis(fate.nextLong(20_000)));
        notBefore = now + ending.retryAfter().orElseThrow().toNanos();
      } else if (kind < 500) {
        ending = ending.withSpread(Duration.ofMillis(fate.nextLong(100_000)));
      } else if (kind == 999) {
        ending = Ending.of(RESET, Advice.DO_NOT_RETURN);
      }
      Attempt next = reconnector.ended(reconnector.attemptId(), ending, now);
      assertThat(next).as("seed %d", seed).isNotEqualTo(Attempt.NONE);
      obey(next);
    }

    private void obey(Attempt attempt) {
      if (attempt instanceof Wait wait) {
        assertThat(wait.delayNanos()).as("seed %d", seed).isBetween(0L, 75 * SECOND);
        dueAt = now + wait.delayNanos();
        assertThat(dueAt - notBefore).as("hint undercut, seed %d", seed).isNotNegative();
      } else if (attempt instanceof Connect connect) {
        attemptedAt.add(now);
        assertThat(connect.id()).as("seed %d", seed).isEqualTo(attemptedAt.size());
        if (attemptedAt.size() > 10) {
          assertThat(now - attemptedAt.get(attemptedAt.size() - 11))
              .as("eleven attempts within, seed %d", seed)
              .isGreaterThanOrEqualTo(MINUTE);
        }
        assertThat(now - notBefore).as("hint undercut, seed %d", seed).isNotNegative();
        notBefore = now;
      }
    }
  }
}
