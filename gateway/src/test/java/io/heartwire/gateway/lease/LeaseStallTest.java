package io.heartwire.gateway.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.gateway.session.LivenessChecks;
import io.heartwire.gateway.session.LivenessChecks.Target;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Silence that is ours is held against nobody; silence of very many is held back. */
class LeaseStallTest {
  private static final Duration TTL = Duration.ofSeconds(90);
  private final LeaseRig it = new LeaseRig();

  @Test
  void aStallOfTheThreadOfLeasesIsExcused() {
    it.says(LeaseRig.beat("cron-1", TTL));
    it.pass(Duration.ofSeconds(60));
    it.time.stall(Duration.ofSeconds(100));

    it.pass(Duration.ofSeconds(29));
    assertThat(it.released).isEmpty();
    // Without a kernel to ask, min(interval, twice the stall) is granted once.
    it.pass(Duration.ofSeconds(3));

    assertThat(it.released)
        .singleElement()
        .satisfies(why -> assertThat(why.excusedMs()).isGreaterThan(99_000));
  }

  @Test
  void whileEventLoopsAreAwayNoTimePasses() {
    it.says(LeaseRig.beat("cron-1", TTL));
    it.pass(Duration.ofSeconds(80));
    it.away = true;
    it.pass(Duration.ofSeconds(161));
    it.away = false;

    it.pass(Duration.ofSeconds(5));
    assertThat(it.released).as("its heartbeat may have lain there unread").isEmpty();
    it.pass(Duration.ofSeconds(60));
    assertThat(it.released).hasSize(1);
  }

  @Test
  void aLoopThatIsStuckForEverKeepsNoGhosts() {
    it.says(LeaseRig.beat("cron-1", TTL));
    it.away = true;
    it.stuck = true;
    it.pass(LeaseWatch.LONGEST_AWAY.multipliedBy(3));

    assertThat(it.released).hasSize(1);
  }

  @Test
  void afterAStallNobodyIsJudgedBeforeWhatLiesThereWasRead() {
    it.says(LeaseRig.beat("cron-1", TTL));
    it.stuck = true;
    it.pass(Duration.ofSeconds(60));
    it.time.stall(Duration.ofSeconds(10));
    it.pass(Duration.ofSeconds(89));

    assertThat(it.released).isEmpty();
  }

  @Test
  void aMassOfLeasesThatExpireAtOnceIsHeldByTheBreaker() {
    for (int i = 0; i < 200; i++) {
      it.says(LeaseRig.beat("dev-" + i, TTL));
    }

    it.pass(TTL.plusSeconds(30));
    assertThat(it.breaker.why()).isPresent();
    assertThat(it.released).isEmpty();
    for (int i = 0; i < 200; i++) {
      it.says(LeaseRig.beat("dev-" + i, TTL));
    }
    it.pass(Duration.ofSeconds(80));

    assertThat(it.released).as("the path came back, and they reported").isEmpty();
    assertThat(it.breaker.unanswered()).isZero();
  }

  @Test
  void oneInTwoHundredExpiresInTimeAlthoughTheBreakerWatches() {
    for (int i = 0; i < 200; i++) {
      it.says(LeaseRig.beat("dev-" + i, Duration.ofHours(25)));
    }
    it.says(LeaseRig.beat("cron-1", TTL));

    it.pass(TTL.plusMillis(300));
    assertThat(it.released).hasSize(1);
    it.pass(Duration.ofHours(24));
    assertThat(it.breaker.unanswered()).as("a late report is no suspicion").isZero();
  }

  @Test
  void whereTheCheckIsOffNoLeaseExpires() {
    it.says(LeaseRig.beat("cron-1", TTL));
    it.registry.check(new Target(LivenessChecks.Scope.CLIENT, "cron-1"), Optional.of(false));
    it.pass(TTL.multipliedBy(10));
    assertThat(it.released).isEmpty();

    it.registry.check(new Target(LivenessChecks.Scope.CLIENT, "cron-1"), Optional.of(true));
    it.pass(Duration.ofSeconds(5));
    assertThat(it.released)
        .extracting(Disconnect::reason)
        .containsExactly(DisconnectReason.LEASE_EXPIRED);
  }
}
