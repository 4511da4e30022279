package io.heartwire.core.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class UnreadLoginTest {
  @Test
  void isForNobodyOnceItIsOlderThanALoginMayBe() {
    LivenessPolicy policy = LivenessPolicy.login(Duration.ofSeconds(10), Duration.ofSeconds(5));

    assertThat(UnreadLogin.isForNobody(policy, 10_000)).isFalse();
    assertThat(UnreadLogin.isForNobody(policy, 10_001)).isTrue();
  }
}
