package io.heartwire.core.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.core.liveness.MassBreaker.Mode;
import io.heartwire.core.liveness.MassBreaker.Settings;
import io.heartwire.core.liveness.SocketSnapshot.TcpState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Many fall silent at once. Dead at 4 s, frozen at 5 s, held for up to 60 s. */
class HeldVerdictsTest {
  private static final LivenessPolicy POLICY =
      LivenessPolicy.server(Duration.ofSeconds(1), Duration.ofSeconds(4));

  private final MassBreaker breaker = new MassBreaker(Settings.DEFAULT);
  private final Loop loop = new Loop(breaker);

  private List<Integer> connect(int count, String... groups) {
    List<Integer> slots = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int slot = loop.connect(POLICY, groups);
      loop.kernel(slot);
      slots.add(slot);
    }
    return slots;
  }

  @Test
  void nobodyIsLostInAnOutageThatIsShorterThanTheHold() {
    List<Integer> slots = connect(1_000);
    loop.run(20_000);
    assertThat(loop.table.suspects()).isEqualTo(1_000);
    assertThat(slots).allMatch(slot -> loop.state(slot) == LivenessState.HELD);
    slots.forEach(loop::heard);
    loop.beat(slots.get(0), 500, 500);

    assertThat(loop.deaths()).isEmpty();
    assertThat(loop.table.suspects()).isZero();
    assertThat(breaker.unanswered()).isZero();
    assertThat(slots).allMatch(slot -> loop.state(slot) == LivenessState.ALIVE);
    assertThat(breaker.incidents()).isEqualTo(1);
    assertThat(breaker.heldInAll()).isEqualTo(1_000);
  }

  @Test
  void thoseWhoStayAwayAreReleasedAtTheirPaceInRandomOrderAndMarked() {
    connect(1_000);
    loop.run(64_000);
    assertThat(loop.deaths()).isEmpty();
    loop.run(21_100);

    assertThat(loop.deaths()).hasSize(1_000);
    long first = loop.deaths().get(0).atMs();
    long last = loop.deaths().get(999).atMs();
    assertThat(first).isBetween(64_000L, 64_100L);
    assertThat(last - first).isBetween(19_000L, 21_000L);
    List<Integer> order = loop.deaths().stream().map(Loop.Event::slot).toList();
    assertThat(order.subList(0, 100)).anyMatch(slot -> slot > 500).anyMatch(slot -> slot < 500);
    assertThat(loop.deaths())
        .allSatisfy(
            e -> {
              Disconnect verdict = ((Action.Dead) e.action()).disconnect();
              assertThat(verdict.incident()).contains("mass-1");
              assertThat(verdict.reason()).isEqualTo(DisconnectReason.SILENT);
              assertThat(verdict.kernel().available()).isTrue();
            });
    loop.run(12_000);
    assertThat(breaker.incident()).isEmpty();
    assertThat(loop.breakerEvents).hasSize(2);
  }

  @Test
  void aVerdictIsCheckedOnceMoreJustBeforeItFalls() {
    List<Integer> slots = connect(1_000);
    loop.run(63_950);
    int late = slots.get(17);
    loop.kernels.get(late).dataAt = 63_940;
    loop.run(25_000);

    assertThat(loop.deaths()).hasSize(1_000);
    assertThat(loop.deaths(late).get(0)).isGreaterThan(67_900);
  }

  @Test
  void theHeldAreAskedAboutOnceASecond() {
    List<Integer> slots = connect(100);
    loop.run(5_000);
    loop.events.clear();
    loop.run(10_000);

    assertThat(loop.inspections(slots.get(3))).hasSize(10);
  }

  @Test
  void evidenceFreesAHeldOne() {
    List<Integer> slots = connect(100);
    loop.run(10_000);
    int slot = slots.get(0);
    loop.kernels.get(slot).dataAt = 9_990;
    loop.kernels.get(slot).unread = 3;
    loop.run(1_000);

    assertThat(loop.state(slot)).isEqualTo(LivenessState.ALIVE);
    assertThat(loop.table.suspects()).isEqualTo(99);
  }

  @Test
  void aHostThatAnswersAgainGivesItsClientTimeForItsHeartbeat() {
    List<Integer> slots = connect(100);
    loop.run(63_500);
    int slot = slots.get(0);
    loop.kernels.get(slot).acknowledges = true;
    loop.kernels.get(slot).acked(63_500);
    int probes = loop.probes(slot).size();
    loop.run(950);
    // Asked again at once: the path is back.
    assertThat(loop.probes(slot)).hasSize(probes + 1);
    long asked = loop.probes(slot).get(probes);
    loop.run(4_000);

    // T_frozen - T_dead is one second.
    assertThat(loop.deaths(slot).get(0)).isBetween(asked + 1_010, asked + 2_100);
    assertThat(loop.verdict(slot).reason()).isEqualTo(DisconnectReason.CLIENT_FROZEN);
    assertThat(loop.probes(slot)).hasSize(probes + 1);
  }

  @Test
  void oneThatAnsweredWithinItsGraceLives() {
    List<Integer> slots = connect(100);
    loop.run(63_500);
    int slot = slots.get(0);
    loop.kernels.get(slot).acknowledges = true;
    loop.kernels.get(slot).acked(63_500);
    loop.run(1_300);
    loop.heard(slot);
    loop.beat(slot, 1_000, 4_000);

    assertThat(loop.deaths(slot)).isEmpty();
    assertThat(loop.deaths()).hasSize(99);
  }

  @Test
  void thoseWithTimeLeftTakeNobodysTurn() {
    LivenessPolicy patient = LivenessPolicy.server(Duration.ofSeconds(15), Duration.ofSeconds(30));
    List<Integer> slots = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      int slot = loop.connect(patient);
      loop.kernel(slot);
      slots.add(slot);
    }
    loop.run(89_900);
    for (int slot : slots.subList(0, 500)) {
      loop.kernels.get(slot).acknowledges = true;
      loop.kernels.get(slot).acked(89_900);
    }
    // The hosts of 500 answer: they have 15 s. The other 100 leave at 50 a second.
    loop.run(3_500);

    assertThat(loop.deaths()).hasSizeBetween(100, 110);
    assertThat(slots.subList(500, 600)).allMatch(slot -> loop.deaths(slot).size() == 1);
  }

  @Test
  void dataInFlightDoesNotTakeBackWhatAHostHasAcknowledged() {
    List<Integer> slots = connect(100);
    loop.run(63_000);
    int slot = slots.get(0);
    Kernel kernel = loop.kernels.get(slot);
    kernel.acknowledges = true;
    kernel.acked(63_000);
    loop.run(1_100);
    // We keep pushing: something is always under way, and is acknowledged.
    kernel.acknowledges = false;
    while (loop.deaths(slot).isEmpty() && loop.ms() < 90_000) {
      kernel.unacked = 1;
      kernel.ackAt = loop.ms() - 20;
      loop.run(10);
    }

    assertThat(loop.verdict(slot).reason()).isEqualTo(DisconnectReason.CLIENT_FROZEN);
  }

  @Test
  void aHostThatFallsSilentAgainIsCountedAsSilent() {
    List<Integer> slots = connect(100);
    loop.run(50_000);
    int slot = slots.get(0);
    Kernel kernel = loop.kernels.get(slot);
    kernel.acknowledges = true;
    kernel.acked(50_000);
    loop.run(3_000);
    kernel.acknowledges = false;
    kernel.unacked = 1;
    loop.run(30_000);

    assertThat(loop.verdict(slot).reason()).isEqualTo(DisconnectReason.SILENT);
  }

  @Test
  void frozenClientsAreHeldAndCalledFrozenInTheEnd() {
    List<Integer> slots = connect(100);
    slots.forEach(slot -> loop.kernels.get(slot).acknowledges = true);
    loop.run(64_000);
    assertThat(loop.deaths()).isEmpty();
    loop.run(4_000);

    assertThat(loop.deaths()).hasSize(100);
    assertThat(loop.verdict(slots.get(5)).reason()).isEqualTo(DisconnectReason.CLIENT_FROZEN);
    // Known to be frozen when held: not asked a third time.
    assertThat(loop.probes(slots.get(5))).hasSize(2);
  }

  @Test
  void bytesThatWaitUnreadKeepAHeldOneForAsLongAsTheHold() {
    List<Integer> slots = connect(100);
    loop.run(5_000);
    int slot = slots.get(0);
    loop.kernels.get(slot).dataAt = 1_000;
    loop.kernels.get(slot).unread = 9;
    loop.run(59_900);
    assertThat(loop.deaths(slot)).isEmpty();
    loop.run(5_000);

    assertThat(loop.deaths(slot)).hasSize(1);
    assertThat(loop.deaths(slot).get(0)).isGreaterThanOrEqualTo(65_000);
  }

  @Test
  void aHeldOneThatIsResetIsGoneAtOnceWithItsIncident() {
    List<Integer> slots = connect(100);
    loop.run(10_000);
    int slot = slots.get(0);
    loop.kernels.get(slot).state = TcpState.CLOSED;
    loop.run(1_010);

    assertThat(loop.verdict(slot).reason()).isEqualTo(DisconnectReason.RESET);
    assertThat(loop.verdict(slot).incident()).contains("mass-1");
  }

  @Test
  void aLoneVerdictOfAGroupThatIsWellIsNotHeld() {
    List<Integer> hit = connect(20, "source:a");
    List<Integer> well = connect(980, "source:b");
    int lone = well.get(0);
    for (int i = 0; i < 20; i++) {
      loop.run(500);
      well.subList(1, 980).forEach(loop::heard);
    }

    assertThat(loop.deaths(lone)).containsExactly(4_010L);
    assertThat(loop.verdict(lone).incident()).isEmpty();
    assertThat(hit).allMatch(slot -> loop.state(slot) == LivenessState.HELD);
  }

  @Test
  void groupsWhoseHoldIsNotOverDoNotKeepOthersFromTheirRelease() {
    List<Integer> first = connect(100, "source:a");
    connect(7_000, "source:rest").forEach(slot -> loop.table.policy(slot, off()));
    loop.runSlowly(40_000, 50);
    connect(100, "source:b");
    loop.runSlowly(34_000, 50);

    assertThat(loop.deaths()).hasSizeBetween(90, 100);
    assertThat(loop.deaths()).allMatch(e -> first.contains(e.slot()));
  }

  private static LivenessPolicy off() {
    return POLICY.withCheck(false);
  }

  @Test
  void inShadowEverybodyFallsAtOnce() {
    MassBreaker breaker = new MassBreaker(new Settings(Mode.SHADOW, Duration.ofMinutes(1)));
    Loop loop = new Loop(breaker);
    for (int i = 0; i < 100; i++) {
      loop.connect(POLICY);
    }
    loop.run(4_100);

    assertThat(loop.deaths()).hasSize(100);
    assertThat(breaker.heldInAll()).isPositive();
    assertThat(loop.verdict(99).incident()).isEmpty();
  }

  @Test
  void countsASuspectAfterTwoThirdsOfItsProbesTime() {
    LivenessPolicy slow = LivenessPolicy.server(Duration.ofSeconds(50), Duration.ofSeconds(150));
    int slot = loop.connect(slow);
    loop.run(58_010 + 2_000);
    assertThat(loop.probes(slot)).containsExactly(58_010L);
    assertThat(breaker.unanswered()).isZero();
    loop.run(10);
    assertThat(breaker.unanswered()).isEqualTo(1);
    loop.run(5_000);
    assertThat(breaker.unanswered()).isEqualTo(1);
    loop.heard(slot);
    loop.run(10);

    assertThat(breaker.unanswered()).isZero();
  }

  @Test // trap 32
  void aMassThatIsProbedOneByOneTripsTheBreakerBeforeTheFirstVerdict() {
    for (int i = 0; i < 3_000; i++) {
      loop.connect(POLICY.withCheck(false));
    }
    loop.run(5_000);
    for (int slot = 0; slot < 3_000; slot++) {
      loop.table.policy(slot, POLICY);
    }
    loop.run(20_000);

    assertThat(loop.deaths()).isEmpty();
    assertThat(breaker.incidents()).isEqualTo(1);
    assertThat(loop.table.suspects()).isEqualTo(3_000);
  }
}
