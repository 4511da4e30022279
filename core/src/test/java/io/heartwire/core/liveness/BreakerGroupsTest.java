package io.heartwire.core.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Which groups the breaker remembers, and how many. */
class BreakerGroupsTest extends BreakerFixture {
  @Test
  void forgetsGroupsAndCohortsWithTheirLastMember() {
    Cohort first = breaker.joined(List.of("a", "b"));
    Cohort second = breaker.joined(List.of("a"));
    assertThat(breaker.joined(List.of("a"))).isSameAs(second);
    assertThat(breaker.groups()).isEqualTo(4);
    breaker.left(second);
    breaker.left(second);
    assertThat(breaker.groups()).isEqualTo(3);
    breaker.left(first);

    assertThat(breaker.groups()).isZero();
    assertThat(breaker.members()).isZero();
  }

  @Test
  void aGroupThatIsOpenOutlivesItsMembersUntilItCloses() {
    join(1_000);
    Cohort cohort = join(20, "a");
    suspect(cohort, 9);
    clear(cohort, 9);
    for (int i = 0; i < 20; i++) {
      breaker.left(cohort);
    }
    assertThat(breaker.groups()).isEqualTo(2);
    pass(102);

    assertThat(breaker.groups()).isEqualTo(1);
    assertThat(breaker.incident()).isEmpty();
  }

  @Test
  void countsTheGroupsThatFindNoPlace() {
    for (int i = 0; i < MassBreaker.MAX_GROUPS; i++) {
      breaker.joined(List.of("source:" + i));
    }
    assertThat(breaker.uncounted()).isZero();
    Cohort cohort = breaker.joined(List.of("source:one too many", "source:1"));

    assertThat(breaker.uncounted()).isEqualTo(1);
    assertThat(cohort.groups).hasSize(2);
    assertThat(breaker.members()).isEqualTo(MassBreaker.MAX_GROUPS + 1);
  }
}
