package io.heartwire.core.liveness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PoliciesTest {
  private final Policies policies = new Policies();

  private static LivenessPolicy policy(int n) {
    return LivenessPolicy.server(Duration.ofMillis(1_000 + n), Duration.ofSeconds(200));
  }

  @Test
  void keepsEachPolicyOnce() {
    short first = policies.acquire(policy(1));
    short second = policies.acquire(policy(2));

    assertThat(policies.acquire(policy(1))).isEqualTo(first);
    assertThat(second).isNotEqualTo(first);
    assertThat(policies.at(first).policy).isEqualTo(policy(1));
    assertThat(policies.at(first).users).isEqualTo(2);
    assertThat(policies.at(second).intervalMs).isEqualTo(1_002);
  }

  @Test
  void placesWithoutUsersAreTakenAgainOnceItIsFull() {
    Set<Short> places = new HashSet<>();
    for (int i = 0; i < 10_000; i++) {
      short index = policies.acquire(policy(i));
      places.add(index);
      assertThat(policies.at(index).policy).isEqualTo(policy(i));
      policies.release(index);
    }

    assertThat(places).hasSizeLessThanOrEqualTo(16);
    assertThat(policies.at(policies.acquire(policy(0))).policy).isEqualTo(policy(0));
  }

  @Test
  void aPolicyWhosePlaceWasTakenIsKeptAnew() {
    short old = policies.acquire(policy(0));
    policies.release(old);
    for (int i = 1; i <= 16; i++) {
      policies.acquire(policy(i));
    }
    assertThat(policies.at(old).policy).isEqualTo(policy(16));
    short again = policies.acquire(policy(0));

    assertThat(again).isNotEqualTo(old);
    assertThat(policies.at(again).policy).isEqualTo(policy(0));
    assertThat(policies.at(old).policy).isEqualTo(policy(16));
  }

  @Test
  void holdsAsManyAsItsIndexCanNameAndRefusesOneMore() {
    for (int i = 0; i < Policies.MAX; i++) {
      assertThat(policies.acquire(policy(i)) & 0xffff).isEqualTo(i);
    }
    assertThat(policies.at((short) 40_000).policy).isEqualTo(policy(40_000));
    assertThatThrownBy(() -> policies.acquire(policy(Policies.MAX)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "this loop holds 65536 different liveness policies, which is the limit:"
                + " let clients share intervals");
    policies.release((short) 40_000);

    assertThat(policies.acquire(policy(Policies.MAX)) & 0xffff).isEqualTo(40_000);
  }

  @Test
  void knowsTheExtremesItHasSeen() {
    assertThat(policies.shortestIntervalMs()).isEqualTo(Integer.MAX_VALUE);
    assertThat(policies.longestIntervalMs()).isZero();
    policies.acquire(policy(500));
    policies.acquire(policy(7));
    policies.acquire(LivenessPolicy.server(Duration.ofSeconds(9), Duration.ofSeconds(30)));
    policies.acquire(
        LivenessPolicy.server(Duration.ofHours(1), Duration.ofHours(3)).withCheck(false));

    assertThat(policies.shortestIntervalMs()).isEqualTo(1_007);
    // The check being off, nobody waits for that hour.
    assertThat(policies.longestIntervalMs()).isEqualTo(9_000);
    // (30 s - 10.85 s) / 2
    assertThat(policies.shortestProbeWindowMs()).isEqualTo(9_575);
  }
}
