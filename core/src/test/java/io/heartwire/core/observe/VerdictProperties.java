package io.heartwire.core.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.core.observe.Testimony.Standing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** What holds for any observers, at any time, from any origin of the clock. */
class VerdictProperties {
  private static final long SECOND = 1_000_000_000L;
  private static final int OBSERVERS = 5;

  record Report(String observer, long ageNanos) {}

  @Provide
  Arbitrary<Long> origins() {
    return Arbitraries.oneOf(
        Arbitraries.of(Long.MIN_VALUE, Long.MAX_VALUE, -1L, 0L, Long.MAX_VALUE - 5 * SECOND),
        Arbitraries.longs());
  }

  @Provide
  Arbitrary<List<Report>> reports() {
    return Combinators.combine(names(), ages()).as(Report::new).list().ofMaxSize(12);
  }

  @Provide
  Arbitrary<List<Testimony>> testimonies() {
    return Combinators.combine(names(), Arbitraries.of(Standing.class), ages())
        .as(Testimony::new)
        .list()
        .uniqueElements(Testimony::observer)
        .ofMaxSize(OBSERVERS);
  }

  private static Arbitrary<String> names() {
    return Arbitraries.integers().between(1, OBSERVERS).map(number -> "o" + number);
  }

  private static Arbitrary<Long> ages() {
    return Arbitraries.longs().between(0, 40 * SECOND);
  }

  private static Sightings sightings(List<Report> reports, long nowNanos) {
    Sightings sightings = Sightings.NONE;
    for (Report report : reports) {
      sightings = sightings.saw(report.observer(), nowNanos - report.ageNanos());
    }
    return sightings;
  }

  private static DeathRule rule(int quorum) {
    return new DeathRule(Duration.ofSeconds(10), Duration.ofSeconds(20), quorum);
  }

  @Property
  void theOrderOfReportsDoesNotMatterNorHowOftenTheyCome(
      @ForAll("reports") List<Report> reports, @ForAll("origins") long now, @ForAll Random random) {
    List<Report> shuffled = new ArrayList<>(reports);
    shuffled.addAll(reports);
    Collections.shuffle(shuffled, random);

    assertThat(sightings(shuffled, now)).isEqualTo(sightings(reports, now));
  }

  @Property
  void mergingIsIdempotentCommutativeAndAssociative(
      @ForAll("reports") List<Report> first,
      @ForAll("reports") List<Report> second,
      @ForAll("reports") List<Report> third,
      @ForAll("origins") long now) {
    Sightings a = sightings(first, now);
    Sightings b = sightings(second, now);
    Sightings c = sightings(third, now);

    assertThat(a.merge(a)).isEqualTo(a);
    assertThat(a.merge(b)).isEqualTo(b.merge(a));
    assertThat(a.merge(b).merge(c)).isEqualTo(a.merge(b.merge(c)));
  }

  @Property
  void lastSeenIsTheLatestSightingOfAnybody(
      @ForAll("reports") List<Report> reports, @ForAll("origins") long now) {
    Sightings sightings = sightings(reports, now);

    if (reports.isEmpty()) {
      assertThat(sightings.lastNanos()).isEmpty();
    } else {
      long youngest = reports.stream().mapToLong(Report::ageNanos).min().getAsLong();
      assertThat(now - sightings.lastNanos().getAsLong()).isEqualTo(youngest);
    }
  }

  @Property
  void nobodyIsDeadWhileAnySightingIsFresh(
      @ForAll("reports") List<Report> reports,
      @ForAll("testimonies") List<Testimony> testimonies,
      @ForAll @IntRange(min = 0, max = 4) int quorum,
      @ForAll("origins") long now) {
    Verdict verdict = Verdict.of(sightings(reports, now), testimonies, rule(quorum), now);

    if (reports.stream().anyMatch(report -> report.ageNanos() < 20 * SECOND)) {
      assertThat(verdict.state()).isIn(TargetState.ALIVE, TargetState.SUSPECT);
    }
  }

  @Property
  void nobodyIsDeadWithoutTheQuorum(
      @ForAll("reports") List<Report> reports,
      @ForAll("testimonies") List<Testimony> testimonies,
      @ForAll @IntRange(min = 0, max = 4) int quorum,
      @ForAll("origins") long now) {
    Verdict verdict = Verdict.of(sightings(reports, now), testimonies, rule(quorum), now);

    List<Testimony> healthy = testimonies.stream().filter(Testimony::counts).toList();
    long confirming = healthy.stream().filter(it -> it.inVainNanos() >= 20 * SECOND).count();
    long needed = Math.max(1, quorum == 0 ? healthy.size() : quorum);
    if (verdict.state() == TargetState.DEAD) {
      assertThat(confirming).isGreaterThanOrEqualTo(needed);
      assertThat(verdict.confirmedBy()).hasSize((int) confirming);
    } else {
      assertThat(verdict.confirmedBy()).isEmpty();
    }
    if (healthy.isEmpty()) {
      assertThat(verdict.state()).isNotEqualTo(TargetState.DEAD);
    }
  }

  @Property
  void theOrderOfTestimoniesDoesNotMatter(
      @ForAll("reports") List<Report> reports,
      @ForAll("testimonies") List<Testimony> testimonies,
      @ForAll @IntRange(min = 0, max = 4) int quorum,
      @ForAll("origins") long now) {
    List<Testimony> reversed = new ArrayList<>(testimonies);
    Collections.reverse(reversed);

    assertThat(Verdict.of(sightings(reports, now), reversed, rule(quorum), now))
        .isEqualTo(Verdict.of(sightings(reports, now), testimonies, rule(quorum), now));
  }
}
