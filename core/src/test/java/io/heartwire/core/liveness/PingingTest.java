package io.heartwire.core.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.core.liveness.LivenessPolicy.PingWhen;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When we speak without being suspicious. Interval 10 s. */
class PingingTest {
  private static final LivenessPolicy POLICY =
      LivenessPolicy.server(Duration.ofSeconds(10), Duration.ofSeconds(60));

  private final Loop loop = new Loop();

  private static List<Long> gaps(List<Long> times) {
    List<Long> gaps = new ArrayList<>();
    for (int i = 1; i < times.size(); i++) {
      gaps.add(times.get(i) - times.get(i - 1));
    }
    return gaps;
  }

  @Test
  void pingsNobodyUnlessAskedTo() {
    int slot = loop.connect(POLICY);
    loop.beat(slot, 9_000, 600_000);

    assertThat(loop.events).isEmpty();
  }

  @Test // trap 27
  void pingsAtAFixedIntervalWithTenPercentOfJitterWhateverElseHappens() {
    int slot = loop.connect(POLICY.withPingWhen(PingWhen.FIXED));
    for (int i = 0; i < 1_000; i++) {
      loop.table.spoke(slot);
      loop.beat(slot, 1_000, 1_000);
    }
    List<Long> pings = loop.pings(slot);

    assertThat(pings.get(0)).isLessThanOrEqualTo(10_000);
    assertThat(gaps(pings)).allSatisfy(gap -> assertThat(gap).isBetween(9_000L, 11_010L));
    assertThat(gaps(pings)).anySatisfy(gap -> assertThat(gap).isLessThan(9_800));
    assertThat(gaps(pings)).anySatisfy(gap -> assertThat(gap).isGreaterThan(10_200));
    assertThat(pings.size()).isBetween(95, 105);
  }

  @Test
  void pingsWhenNothingWasWrittenForTheInterval() {
    int slot = loop.connect(POLICY.withPingWhen(PingWhen.WRITE_IDLE));
    loop.run(500);
    loop.table.spoke(slot);
    loop.events.clear();
    loop.beat(slot, 1_000, 9_490);
    loop.table.spoke(slot);
    assertThat(loop.events).isEmpty();
    loop.beat(slot, 1_000, 9_990);
    assertThat(loop.events).isEmpty();
    loop.beat(slot, 10, 10);

    assertThat(loop.pings(slot)).containsExactly(loop.ms());
  }

  @Test
  void aPingEndsOurSilence() {
    int slot = loop.connect(POLICY.withPingWhen(PingWhen.WRITE_IDLE));
    loop.beat(slot, 1_000, 200_000);

    assertThat(gaps(loop.pings(slot)))
        .allSatisfy(gap -> assertThat(gap).isBetween(9_000L, 10_010L))
        .hasSizeBetween(18, 22);
  }

  @Test // trap 5
  void aPeerThatWeKeepPushingAtIsPingedWhenItIsSilent() {
    int slot =
        loop.connect(
            LivenessPolicy.server(Duration.ofSeconds(10), Duration.ofMinutes(10))
                .withPingWhen(PingWhen.EITHER_IDLE)
                .withCheck(false));
    for (int i = 0; i < 350; i++) {
      loop.table.spoke(slot);
      loop.run(100);
    }

    assertThat(loop.pings(slot)).containsExactly(10_000L, 20_000L, 30_000L);
  }

  @Test
  void pingsOncePerIntervalOfSilence() {
    int slot = loop.connect(POLICY.withPingWhen(PingWhen.READ_IDLE).withCheck(false));
    loop.run(5_000);
    loop.heard(slot);
    loop.run(34_990);
    // Heard at 5,000.
    assertThat(loop.pings(slot)).containsExactly(15_000L, 25_000L, 35_000L);
  }

  @Test // trap 27
  void thoseInStepDoNotStayInStep() {
    List<Integer> slots = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      slots.add(loop.connect(POLICY.withPingWhen(PingWhen.WRITE_IDLE).withCheck(false)));
    }
    loop.run(20_000);
    slots.forEach(loop.table::spoke);
    loop.runSlowly(400_000, 100);
    loop.events.clear();
    loop.runSlowly(1_000, 100);

    assertThat(loop.events.size()).isBetween(30, 300);
  }

  @Test
  void anotherIntervalStartsItsPingsAtARandomMoment() {
    List<Long> firsts = new ArrayList<>();
    for (int seed = 0; seed < 20; seed++) {
      Loop loop = new Loop(MassBreaker.off(), 0, 0, seed);
      int slot = loop.connect(POLICY);
      loop.run(1_000);
      loop.table.policy(slot, POLICY.withPingWhen(PingWhen.FIXED).withCheck(false));
      loop.run(10_010);
      firsts.add(loop.pings(slot).get(0));
    }

    assertThat(firsts).allSatisfy(at -> assertThat(at).isBetween(1_000L, 11_010L));
    assertThat(firsts.stream().distinct().count()).isGreaterThan(15);
  }

  @Test
  void aPolicyThatChangesNothingOfOurPingsLeavesTheirRhythm() {
    int slot = loop.connect(POLICY.withPingWhen(PingWhen.WRITE_IDLE).withCheck(false));
    loop.run(20_000);
    loop.table.spoke(slot);
    loop.events.clear();
    long spoke = loop.ms();
    loop.run(5_000);
    loop.table.policy(
        slot,
        POLICY
            .withPingWhen(PingWhen.WRITE_IDLE)
            .withCheck(false)
            .withIdleTimeout(Duration.ofHours(1)));
    loop.run(5_000);

    assertThat(loop.pings(slot)).containsExactly(spoke + 10_000);
  }

  @Test
  void aPingThatIsAskedForIsSentAtOnce() {
    int slot = loop.connect(POLICY);
    loop.table.ask(slot, loop);

    assertThat(loop.pings(slot)).containsExactly(0L);
    assertThat(loop.state(slot)).isEqualTo(LivenessState.ALIVE);
  }
}
