package io.heartwire.core.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the peer's kernel says while its application is silent: dead at 4 s, frozen at 5 s. */
class AcknowledgementTest {
  private static final LivenessPolicy POLICY =
      LivenessPolicy.server(Duration.ofSeconds(1), Duration.ofSeconds(4));
  private static final long PROBED_AT = 1_660;

  private final Loop loop = new Loop();
  private final int slot = loop.connect(POLICY);
  private final Kernel kernel = loop.kernel(slot);

  @Test
  void aPeerWhoseHostAcknowledgesHasUntilItCountsAsFrozen() {
    kernel.acknowledges = true;
    loop.run(2_060);
    assertThat(loop.state(slot)).isEqualTo(LivenessState.ACK_ONLY);
    assertThat(loop.table.suspects()).isEqualTo(1);
    loop.run(4_000);

    assertThat(loop.deaths(slot)).containsExactly(5_010L);
    Disconnect verdict = loop.verdict(slot);
    assertThat(verdict.reason()).isEqualTo(DisconnectReason.CLIENT_FROZEN);
    assertThat(verdict.detail()).isEqualTo("limit 5000ms, its host still acknowledges");
    assertThat(verdict.silenceMs()).isEqualTo(5_000);
    assertThat(verdict.probesSent()).isEqualTo(2);
    assertThat(verdict.kernel().unackedSegments()).isZero();
    assertThat(verdict.kernel().available()).isTrue();
  }

  @Test
  void asksAFrozenPeerASecondTimeHalfWayToTheVerdict() {
    kernel.acknowledges = true;
    loop.run(4_900);

    assertThat(loop.probes(slot)).containsExactly(PROBED_AT, 3_340L);
  }

  @Test // trap 5
  void acknowledgementsOfWhatWeKeepPushingAreNoLife() {
    kernel.acknowledges = true;
    for (int i = 0; i < 100 && loop.deaths().isEmpty(); i++) {
      kernel.acked(loop.ms());
      loop.table.spoke(slot);
      loop.run(100);
    }

    assertThat(loop.verdict(slot).reason()).isEqualTo(DisconnectReason.CLIENT_FROZEN);
    assertThat(loop.deaths(slot)).containsExactly(5_010L);
  }

  @Test // trap 15
  void aByteClearsAFrozenPeer() {
    kernel.acknowledges = true;
    loop.run(4_990);
    loop.heard(slot);
    loop.run(10);

    assertThat(loop.state(slot)).isEqualTo(LivenessState.ALIVE);
    assertThat(loop.table.suspects()).isZero();
  }

  @Test
  void acknowledgementsBehindAProxyProveNothing() {
    loop.table.policy(slot, POLICY.withTrustAcks(false));
    kernel.acknowledges = true;
    loop.run(6_000);

    assertThat(loop.deaths(slot)).containsExactly(4_010L);
    assertThat(loop.verdict(slot).reason()).isEqualTo(DisconnectReason.SILENT);
  }

  @ParameterizedTest
  @CsvSource({"1660, 0, 0, true", "1659, 0, 0, true", "2000, 1, 0, false", "2000, 0, 1, false"})
  void onlyAnAcknowledgementOfTheProbeItselfCounts(
      long ackAt, long unacked, long notSent, boolean counts) {
    loop.run(PROBED_AT);
    kernel.ackAt = ackAt;
    kernel.unacked = unacked;
    kernel.notSent = notSent;
    loop.run(2_060 - PROBED_AT);

    assertThat(loop.state(slot)).isEqualTo(counts ? LivenessState.ACK_ONLY : LivenessState.SUSPECT);
  }

  @ParameterizedTest
  @CsvSource({"1, 1061, 'limit 4000ms, our data does not reach it'", "1, 1060, limit 4000ms"})
  void saysWhenOnlyOurDirectionIsCut(long unacked, long ackAt, String detail) {
    loop.run(PROBED_AT);
    kernel.unacked = unacked;
    kernel.ackAt = ackAt;
    loop.run(3_000);

    assertThat(loop.deaths(slot)).containsExactly(4_010L);
    assertThat(loop.verdict(slot).detail()).isEqualTo(detail);
  }

  @Test
  void aFrozenPeerWhoseHostFallsSilentTooIsSuspectedAgain() {
    kernel.acknowledges = true;
    loop.run(2_070);
    kernel.acknowledges = false;
    kernel.unacked = 1;
    kernel.ackAt = 2_060;
    // One second at most is fresh.
    loop.run(990);
    assertThat(loop.state(slot)).isEqualTo(LivenessState.ACK_ONLY);
    kernel.ackAt = 3_059;
    loop.run(1_000);

    assertThat(loop.deaths(slot)).containsExactly(4_060L);
    assertThat(loop.verdict(slot).reason()).isEqualTo(DisconnectReason.SILENT);
  }

  @ParameterizedTest
  @CsvSource({"1600, false", "1601, true"})
  void aSlowPathMayAcknowledgeWithinFourRoundTrips(long lar, boolean suspected) {
    kernel.rto = 400;
    kernel.acknowledges = true;
    loop.run(2_470);
    assertThat(loop.state(slot)).isEqualTo(LivenessState.ACK_ONLY);
    kernel.acknowledges = false;
    kernel.unacked = 1;
    kernel.ackAt = 3_460 - lar;
    loop.run(990);

    assertThat(loop.state(slot))
        .isEqualTo(suspected ? LivenessState.SUSPECT : LivenessState.ACK_ONLY);
  }

  @ParameterizedTest
  @CsvSource({
    "500, 0, 0, 2670, SUSPECT",
    "500, 0, 0, 3660, ACK_ONLY",
    "500, 1, 0, 3660, SUSPECT",
    "500, 0, 1, 3660, SUSPECT",
    "600, 0, 0, 3870, SUSPECT",
    "100, 0, 0, 1920, SUSPECT",
    "100, 0, 0, 2910, ACK_ONLY"
  })
  void whereWeGoOnWritingAProbeThatIsNotRepeatedWasAcknowledged(
      long rto, int retransmits, int backoff, long until, LivenessState state) {
    kernel.rto = rto << backoff;
    kernel.retransmits = retransmits;
    kernel.backoff = backoff;
    while (loop.ms() < until) {
      kernel.ackAt = Math.max(0, loop.ms() - 10);
      loop.run(10);
    }

    assertThat(loop.state(slot)).isEqualTo(state);
  }

  @Test
  void asksASecondTimeExactlyHalfWay() {
    int other = loop.connect(LivenessPolicy.server(Duration.ofSeconds(2), Duration.ofSeconds(8)));
    loop.kernel(other).acknowledges = true;
    loop.run(9_000);

    // Suspected at 2.8 s, frozen at 10 s.
    assertThat(loop.probes(other)).containsExactly(2_810L, 6_410L);
  }
}
