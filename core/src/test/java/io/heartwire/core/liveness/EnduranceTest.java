package io.heartwire.core.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.core.liveness.LivenessPolicy.PingWhen;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Hours and crowds: nothing is left behind, and nothing falls into step. */
class EnduranceTest {
  private static final LivenessPolicy POLICY =
      LivenessPolicy.server(Duration.ofSeconds(1), Duration.ofSeconds(4));
  private static final LivenessPolicy SLOW =
      LivenessPolicy.server(Duration.ofSeconds(50), Duration.ofSeconds(150));

  private final MassBreaker breaker = new MassBreaker(MassBreaker.Settings.DEFAULT);
  private final Loop loop = new Loop(breaker);

  @Test // trap 28
  void oneConnectionForADayLeavesNothingBehind() {
    int slot = loop.connect(POLICY, "listener:a", "source:10.0.0.0/24");
    for (int i = 0; i < 86_400; i++) {
      loop.runSlowly(1_000, 100);
      loop.heard(slot);
    }
    loop.disconnect(slot);

    assertThat(loop.events).isEmpty();
    assertNothingIsLeft(1);
  }

  @Test // trap 28, trap 32
  void tenThousandConnectionsThatComeAndGoForAnHourLeaveNothingBehind() {
    Random random = new Random(7);
    List<Integer> slots = new ArrayList<>();
    for (int second = 0; second < 3_600; second++) {
      loop.runSlowly(1_000, 500);
      for (int i = 0; i < 6 && slots.size() < 10_000; i++) {
        slots.add(loop.connect(SLOW, "version:" + random.nextInt(50), "source:" + i));
      }
      for (int i = 0; i < slots.size(); i += 37) {
        loop.heard(slots.get(i));
      }
      if (second % 2 == 0) {
        for (int i = 0; i < 5; i++) {
          int gone = slots.remove(random.nextInt(slots.size()));
          loop.disconnect(gone);
        }
      }
      slots.removeIf(slot -> loop.state(slot) == LivenessState.FREE);
    }
    slots.forEach(loop::disconnect);

    assertNothingIsLeft(10_000);
  }

  private void assertNothingIsLeft(int atMost) {
    // Groups that were open when the last of them left close once they have settled.
    breaker.tick(loop.nanos() + 1_000_000_000L);
    breaker.tick(loop.nanos() + 12_000_000_000L);
    assertThat(loop.table.live()).isZero();
    assertThat(loop.table.suspects()).isZero();
    assertThat(loop.table.capacity()).isLessThanOrEqualTo(atMost);
    assertThat(breaker.members()).isZero();
    assertThat(breaker.unanswered()).isZero();
    assertThat(breaker.groups()).isZero();
  }

  @Test // trap 27
  void twoThousandThatConnectTogetherPingSpreadOverTheInterval() {
    for (int i = 0; i < 2_000; i++) {
      loop.connect(SLOW.withPingWhen(PingWhen.FIXED).withCheck(false));
    }
    loop.runSlowly(3_600_000, 500);
    loop.events.clear();
    loop.runSlowly(50_000, 100);

    int[] perSecond = new int[11];
    for (Loop.Event event : loop.events) {
      perSecond[(int) ((event.atMs() - 3_600_000) / 5_000)]++;
    }
    for (int second = 0; second < 10; second++) {
      assertThat(perSecond[second]).isBetween(120, 280);
    }
  }
}
