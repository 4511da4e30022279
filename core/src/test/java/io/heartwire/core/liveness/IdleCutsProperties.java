package io.heartwire.core.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds behind any middlebox, from hostile clock origins; the seed is in every message. */
class IdleCutsProperties {
  private static final int SEEDS = 3_000;
  private static final long DAY_MS = 86_400_000;
  private static final String NETWORK = "10.0.0.0/24";

  @ParameterizedTest
  @ValueSource(longs = {Long.MIN_VALUE, Long.MAX_VALUE - 1_000_000, -1_000_000, 0, 1L << 41})
  void losesTwoConnectionsAtMostWhereTheCutIsSeen(long origin) {
    for (int seed = 0; seed < SEEDS; seed++) {
      Journey journey = new Journey(origin, seed, false);
      journey.travel(DAY_MS / 4);
      assertThat(journey.lost).as(journey.toString()).isLessThanOrEqualTo(2);
      assertThat(journey.intervalMs() * 0.99).as(journey.toString()).isLessThan(journey.limitMs);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MIN_VALUE, Long.MAX_VALUE - 1_000_000, -1_000_000, 0, 1L << 41})
  void losesOneAndOnePerHalvingAtMostWhereItIsSilent(long origin) {
    for (int seed = 0; seed < SEEDS; seed++) {
      Journey journey = new Journey(origin, seed, true);
      journey.travel(DAY_MS / 4);
      assertThat(journey.lost).as(journey.toString()).isLessThanOrEqualTo(journey.most());
      assertThat(journey.intervalMs() * 0.99).as(journey.toString()).isLessThan(journey.limitMs);
    }
  }

  @Test
  void losesTwoAtAnIntervalOfSevenSecondsAndFiveAtFiftyWhereANatForgetsAfterFour() {
    for (int seed = 0; seed < SEEDS; seed++) {
      assertThat(Journey.behindANatOfFourSeconds(seed, 7_000).lost).isLessThanOrEqualTo(2);
      assertThat(Journey.behindANatOfFourSeconds(seed, 50_000).lost).isLessThanOrEqualTo(5);
    }
  }

  @Test
  void losesOneConnectionAWeekToTrialsAndNoneWhereTheIntervalHolds() {
    for (int seed = 0; seed < 50; seed++) {
      Journey journey = new Journey(0, seed, seed % 2 == 0);
      journey.travel(DAY_MS / 4);
      int learning = journey.lost;
      journey.travel(21 * DAY_MS);
      assertThat(journey.lost - learning).as(journey.toString()).isLessThanOrEqualTo(3);
    }
  }

  @Test
  void isNeverTaughtByADeathWithAnotherCauseOrAfterWhichTheNetworkWasAway() {
    for (int seed = 0; seed < SEEDS; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      IdleCuts cuts = new IdleCuts(List.of());
      List<Optional<IdleLesson>> lessons = new ArrayList<>();
      for (int death = 0; death < 20; death++) {
        // The death's own cause is known, or the first attempt fails; never neither.
        boolean known = random.nextBoolean();
        cuts.died(NETWORK, known ? random.nextLong(1_000) : 20_000, random.nextBoolean(), 50_000);
        lessons.add(cuts.returned(known, death));
        lessons.add(cuts.returned(true, death));
      }
      assertThat(lessons).as("seed %d", seed).allMatch(Optional::isEmpty);
      assertThat(cuts.takeUnsaved()).as("seed %d", seed).isEmpty();
    }
  }

  @Test
  void saysWhatItLearnedAndFromWhat() {
    IdleCuts cuts = new IdleCuts(List.of());
    cuts.died(NETWORK, 5_010, false, 50_000);
    assertThat(cuts.returned(true, 0)).isEmpty();
    cuts.died(NETWORK, 5_000, false, 50_000);
    IdleLesson lesson = cuts.returned(true, 0).orElseThrow();
    assertThat(lesson)
        .isEqualTo(new IdleLesson(IdleLesson.What.CUT, NETWORK, 4_000, 5_000, 2))
        .extracting(IdleLesson::text)
        .isEqualTo(
            "network 10.0.0.0/24: 2 connections ended after 5000ms without traffic, each time the"
                + " next login worked; a heartbeat every 4000ms there");
    assertThat(cuts.takeUnsaved()).contains(List.of(new LearnedInterval(NETWORK, 4_000, 0)));
    assertThat(cuts.takeUnsaved()).as("nothing new").isEmpty();
  }

  /** One client behind one middlebox, in virtual time. */
  private static final class Journey {
    private final SplittableRandom random;
    private final long seed;
    private final long origin;
    private final boolean silent;
    private final IdleCuts cuts = new IdleCuts(List.of());
    private final long wantedMs;
    private final long limitMs;
    private long sinceMs;
    private int lost;

    Journey(long origin, long seed, boolean silent) {
      this.origin = origin;
      this.seed = seed;
      this.silent = silent;
      this.random = new SplittableRandom(seed);
      this.limitMs = 3_000 + random.nextLong(seed % 3 == 0 ? 297_000 : 42_000);
      this.wantedMs = random.nextLong(4) == 0 ? 50_000 : random.nextLong(3_000, 50_001);
    }

    private Journey(long seed, long wantedMs) {
      this.origin = 0;
      this.seed = seed;
      this.silent = true;
      this.random = new SplittableRandom(seed);
      this.limitMs = 4_000;
      this.wantedMs = wantedMs;
    }

    static Journey behindANatOfFourSeconds(long seed, long wantedMs) {
      Journey journey = new Journey(seed, wantedMs);
      journey.travel(DAY_MS / 4);
      return journey;
    }

    long intervalMs() {
      return cuts.intervalMs(NETWORK, wantedMs, now());
    }

    /** One, and one for each halving that the limit takes. */
    int most() {
      double halvings = Math.log((double) wantedMs / limitMs) / Math.log(2);
      return halvings <= 0 ? 0 : 1 + (int) Math.ceil(halvings);
    }

    void travel(long ms) {
      long endMs = sinceMs + ms;
      while (endMs - sinceMs > 0) {
        connection(endMs);
      }
    }

    private void connection(long endMs) {
      long intervalMs = intervalMs();
      double spread = 1;
      while (endMs - sinceMs > 0) {
        long idleMs = (long) (intervalMs * (1 - spread * random.nextDouble()));
        spread = 0.1;
        if (idleMs > limitMs) {
          die(idleMs, intervalMs);
          return;
        }
        sinceMs += idleMs + 20;
        cuts.survived(NETWORK, idleMs, now());
      }
    }

    private void die(long idleMs, long intervalMs) {
      lost++;
      sinceMs += silent ? idleMs + 9_000 : limitMs;
      long seenMs = limitMs + random.nextLong(20);
      cuts.died(NETWORK, silent ? idleMs : seenMs, silent, intervalMs);
      sinceMs += random.nextLong(1_000);
      cuts.returned(true, now());
    }

    private long now() {
      return origin + sinceMs;
    }

    @Override
    public String toString() {
      return "seed %d: %s cut at %dms, interval %dms, %d lost"
          .formatted(seed, silent ? "silent" : "seen", limitMs, wantedMs, lost);
    }
  }
}
