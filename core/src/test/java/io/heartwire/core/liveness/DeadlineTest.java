package io.heartwire.core.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Limits that are not silence: login, idle, frame. */
class DeadlineTest {
  private static final LivenessPolicy POLICY =
      LivenessPolicy.server(Duration.ofSeconds(50), Duration.ofSeconds(150));
  private static final LivenessPolicy LOGIN =
      LivenessPolicy.login(Duration.ofSeconds(10), Duration.ofSeconds(30));

  private final Loop loop = new Loop();

  @Test // trap 19
  void aConnectionThatDoesNotLogInIsEndedEvenIfItKeepsTalking() {
    int slot = loop.connect(LOGIN);
    loop.beat(slot, 100, 12_000);

    assertThat(loop.deaths(slot)).containsExactly(10_010L);
    Disconnect verdict = loop.verdict(slot);
    assertThat(verdict.reason()).isEqualTo(DisconnectReason.LOGIN_TIMEOUT);
    assertThat(verdict.detail()).isEqualTo("limit 10000ms");
    assertThat(verdict.silenceMs()).isBetween(0L, 100L);
    assertThat(verdict.decidedBy()).isEqualTo(DisconnectReason.Initiator.SERVER);
    assertThat(loop.inspections(slot)).isEmpty();
  }

  @Test
  void theLoginDeadlineEndsWithTheLogin() {
    int slot = loop.connect(LOGIN);
    loop.run(9_990);
    loop.table.policy(slot, POLICY);
    loop.beat(slot, 40_000, 200_000);

    assertThat(loop.deaths()).isEmpty();
  }

  @Test
  void aPeerThatLivesButSaysNothingIsEndedAsIdle() {
    int slot = loop.connect(POLICY.withIdleTimeout(Duration.ofMinutes(5)));
    loop.beat(slot, 40_000, 200_000);
    loop.table.messaged(slot);
    loop.beat(slot, 40_000, 290_000);
    assertThat(loop.deaths()).isEmpty();
    loop.beat(slot, 40_000, 40_000);

    assertThat(loop.deaths(slot)).containsExactly(500_010L);
    assertThat(loop.verdict(slot).reason()).isEqualTo(DisconnectReason.IDLE);
    assertThat(loop.verdict(slot).detail()).isEqualTo("limit 300000ms");
  }

  @Test
  void theIdleTimeoutHoldsWithTheCheckOff() {
    int slot = loop.connect(POLICY.withCheck(false).withIdleTimeout(Duration.ofSeconds(5)));
    loop.run(6_000);

    assertThat(loop.verdict(slot).reason()).isEqualTo(DisconnectReason.IDLE);
  }

  @Test
  void anIdleTimeoutThatIsTurnedOnLaterBeginsThen() {
    int slot = loop.connect(POLICY);
    loop.beat(slot, 40_000, 100_000);
    loop.table.policy(slot, POLICY.withIdleTimeout(Duration.ofSeconds(5)));
    loop.run(5_000);
    assertThat(loop.deaths()).isEmpty();
    loop.run(20);

    assertThat(loop.deaths(slot)).containsExactly(105_010L);
  }

  @Test // trap 11, the core's part
  void aFrameThatIsNeverEndedEndsTheConnectionHoweverManyBytesCome() {
    int slot = loop.connect(POLICY.withFrameDeadline(Duration.ofSeconds(2)));
    loop.run(1_000);
    loop.table.frameOpen(slot, true);
    for (int i = 0; i < 30; i++) {
      loop.run(100);
      loop.heard(slot);
      // The decoder says so after every read; the frame began with the first.
      loop.table.frameOpen(slot, true);
    }

    assertThat(loop.deaths(slot)).containsExactly(3_010L);
    assertThat(loop.verdict(slot).reason()).isEqualTo(DisconnectReason.FRAME_TIMEOUT);
    assertThat(loop.verdict(slot).detail()).isEqualTo("limit 2000ms");
  }

  @Test
  void eachFrameHasItsOwnDeadline() {
    int slot = loop.connect(POLICY.withFrameDeadline(Duration.ofSeconds(2)));
    for (int i = 0; i < 10; i++) {
      loop.table.frameOpen(slot, true);
      loop.beat(slot, 1_900, 1_900);
      loop.table.frameOpen(slot, false);
    }
    loop.run(10_000);

    assertThat(loop.deaths()).isEmpty();
  }

  @Test
  void aFrameMayStayOpenWhereNoDeadlineIsSet() {
    int slot = loop.connect(POLICY.withFrameDeadline(Duration.ZERO));
    loop.table.frameOpen(slot, true);
    loop.beat(slot, 40_000, 4_000_000);

    assertThat(loop.deaths()).isEmpty();
  }

  @Test
  void aChangeOfPolicyGivesAnOpenFrameItsFullTime() {
    int slot = loop.connect(POLICY.withFrameDeadline(Duration.ZERO));
    loop.table.frameOpen(slot, true);
    loop.run(5_000);
    loop.table.policy(slot, POLICY.withFrameDeadline(Duration.ofSeconds(2)));
    loop.run(3_000);

    assertThat(loop.deaths(slot)).containsExactly(7_010L);
  }

  @Test
  void aPeerWithAnOpenFrameIsJudgedByItsSilenceAsAnyOther() {
    int slot = loop.connect(LivenessPolicy.server(Duration.ofSeconds(1), Duration.ofSeconds(4)));
    loop.table.frameOpen(slot, true);
    loop.run(2_000);
    assertThat(loop.state(slot)).isEqualTo(LivenessState.SUSPECT);
    loop.run(3_000);

    assertThat(loop.deaths(slot)).containsExactly(4_010L);
  }

  @Test // trap 36
  void givesOneVerdictOnAFrameThatStaysOpenWhileTheConnectionSaysGoodbye() {
    loop.removesTheDead = false;
    int slot = loop.connect(POLICY.withFrameDeadline(Duration.ofSeconds(2)));
    loop.run(100);
    loop.table.frameOpen(slot, true);
    loop.run(5_000);

    assertThat(loop.deaths(slot)).containsExactly(2_110L);
  }

  @Test // trap 36
  void givesOneVerdictOnALateLoginThatStaysWhileItIsToldSo() {
    loop.removesTheDead = false;
    int slot = loop.connect(LOGIN);
    loop.run(12_000);
    loop.heard(slot);
    loop.run(200_000);

    assertThat(loop.deaths(slot)).containsExactly(10_010L);
    assertThat(loop.state(slot)).isEqualTo(LivenessState.DEAD);
  }

  @Test
  void noDeadlineFallsWhileBytesMayLieUnreadAfterAStall() {
    int slot = loop.connect(LOGIN);
    loop.run(9_900);
    loop.readsAll = false;
    loop.block(6_000);
    loop.run(2_000);
    assertThat(loop.deaths()).isEmpty();
    loop.readsAll = true;
    loop.run(20);

    assertThat(loop.deaths(slot)).hasSize(1);
  }

  @Test
  void deadlinesCountAgainstTheVerdictsOfASweep() {
    for (int i = 0; i < 600; i++) {
      loop.connect(LOGIN);
    }
    loop.run(10_010);
    assertThat(loop.deaths()).hasSize(512);
    loop.run(10);

    assertThat(loop.deaths()).hasSize(600);
  }

  @Test
  void whatIsSaidOfNobodyIsNoConnection() {
    int slot = loop.connect(POLICY.withFrameDeadline(Duration.ofSeconds(2)));
    loop.disconnect(slot);
    loop.table.frameOpen(slot, true);
    loop.table.policy(slot, LOGIN);
    loop.table.ask(slot, loop);
    loop.table.probed(slot, true);
    loop.run(20_000);

    assertThat(loop.events).isEmpty();
    assertThat(loop.state(slot)).isEqualTo(LivenessState.FREE);
  }
}
