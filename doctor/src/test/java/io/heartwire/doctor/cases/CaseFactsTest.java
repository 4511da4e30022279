package io.heartwire.doctor.cases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.core.liveness.SocketSnapshot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** When victims left, how long they had been idle, and what they have in common. */
class CaseFactsTest {
  private static final Instant START = Instant.parse("2026-11-27T03:00:00Z");

  private static Sufferer left(long atMs, long silenceMs, String version) {
    return new Sufferer(
        "dev-" + atMs,
        START.plusMillis(atMs),
        Optional.of(DisconnectReason.RESET),
        Optional.empty(),
        place(version),
        10_000,
        silenceMs,
        0,
        0,
        SocketSnapshot.NONE);
  }

  private static Sufferer.Place place(String version) {
    return new Sufferer.Place("tcp", "loop-1", "198.18.1.0/24", version, "default", "", 5_000);
  }

  @Test
  void findsTheIdleTimeAtWhichMostLeft() {
    List<Sufferer> victims = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      victims.add(left(i * 300L, 60_000 + i % 5 * 100, "1"));
      victims.add(left(i * 301L, i * 1_000L, "1"));
    }
    Timing timing = Timing.of(victims);
    assertThat(timing.idleMs()).isBetween(59_900L, 60_500L);
    assertThat(timing.idleShare()).isEqualTo(0.5);
    assertThat(timing.simultaneous()).isFalse();
  }

  @Test
  void tellsWhoLeftTogetherFromWhoLeftOneByOne() {
    List<Sufferer> victims = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      victims.add(left(i * 50L, i * 200L, "1"));
    }
    assertThat(Timing.of(victims).simultaneous()).isTrue();
    assertThat(Timing.of(victims.subList(0, 4))).isEqualTo(Timing.NONE);
  }

  @Test
  void findsThePeriodOfBursts() {
    List<Sufferer> victims = new ArrayList<>();
    for (int burst = 0; burst < 5; burst++) {
      for (int i = 0; i < 10; i++) {
        victims.add(left(burst * 30_000L + i * 20L, i * 200L, "1"));
      }
    }
    assertThat(Timing.of(victims).periodMs()).isBetween(29_500L, 30_000L);
  }

  @Test
  void namesWhatTellsVictimsFromOthersAndNotWhatAllHaveInCommon() {
    Population victims = new Population();
    Population everybody = new Population();
    for (int i = 0; i < 300; i++) {
      String version = i % 3 == 0 ? "2.0" : "1.9";
      everybody.add(place(version));
      if (i % 3 == 0 || i % 30 == 1) {
        victims.add(place(version));
      }
    }
    List<CohortShare> cohorts = CohortShare.of(victims, everybody);
    assertThat(cohorts).extracting(CohortShare::value).containsExactly("2.0", "1.9");
    CohortShare first = cohorts.get(0);
    assertThat(first.explains()).isEqualTo(100 / 110.0);
    assertThat(first.hit()).isEqualTo(1);
    assertThat(first.lift()).isCloseTo(300 / 110.0, within(1e-9));
    assertThat(first.stands()).isTrue();
    assertThat(cohorts.get(1).stands()).isFalse();
  }
}
