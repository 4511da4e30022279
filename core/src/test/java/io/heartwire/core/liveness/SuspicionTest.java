package io.heartwire.core.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.core.liveness.SocketSnapshot.TcpState;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From the first silence to the question. Interval 1 s, suspected at 1.65 s, dead at 4 s. */
class SuspicionTest {
  private static final LivenessPolicy POLICY =
      LivenessPolicy.server(Duration.ofSeconds(1), Duration.ofSeconds(4));
  private static final long SUSPECTED_AT = 1_660;

  private final Loop loop = new Loop();

  @Test // trap 14, trap 18
  void neverAsksAClientWhoseBytesComeEveryInterval() {
    int slot = loop.connect(POLICY);
    loop.beat(slot, 1_000, 600_000);

    assertThat(loop.events).isEmpty();
    assertThat(loop.state(slot)).isEqualTo(LivenessState.ALIVE);
  }

  @Test // trap 22
  void asksTheKernelAndThenThePeerOnceItIsSilentForTooLong() {
    int slot = loop.connect(POLICY);
    loop.kernel(slot);
    loop.run(SUSPECTED_AT - 10);
    assertThat(loop.events).isEmpty();
    loop.run(10);

    assertThat(loop.events)
        .extracting(Loop.Event::action)
        .containsExactly(Action.INSPECT, Action.PROBE);
    assertThat(loop.state(slot)).isEqualTo(LivenessState.SUSPECT);
    assertThat(loop.table.suspects()).isEqualTo(1);
  }

  @Test // trap 14, trap 15
  void anyByteClearsASuspect() {
    int slot = loop.connect(POLICY);
    loop.run(3_990);
    loop.heard(slot);
    loop.run(10);

    assertThat(loop.state(slot)).isEqualTo(LivenessState.ALIVE);
    assertThat(loop.table.suspects()).isZero();
    loop.run(1_600);
    assertThat(loop.deaths()).isEmpty();
    assertThat(loop.probes(slot)).containsExactly(SUSPECTED_AT);
    loop.run(100);
    assertThat(loop.probes(slot)).hasSize(2);
  }

  @Test // trap 16
  void asksOncePerSilence() {
    int slot = loop.connect(POLICY);
    loop.run(4_000);

    assertThat(loop.probes(slot)).containsExactly(SUSPECTED_AT);
  }

  @Test // trap 6
  void whatWeWriteOurselvesIsNoLife() {
    int slot = loop.connect(POLICY);
    for (int i = 0; i < 500; i++) {
      loop.table.spoke(slot);
      loop.run(10);
    }

    assertThat(loop.deaths(slot)).containsExactly(4_010L);
  }

  @Test // trap 19
  void callsAPeerDeadThatNeverSentAnything() {
    int slot = loop.connect(POLICY);
    loop.run(4_000);
    assertThat(loop.deaths()).isEmpty();
    loop.run(10);

    Disconnect verdict = loop.verdict(slot);
    assertThat(verdict.reason()).isEqualTo(DisconnectReason.SILENT);
    assertThat(verdict.detail()).isEqualTo("limit 4000ms");
    assertThat(verdict.silenceMs()).isEqualTo(4_000);
    assertThat(verdict.excusedMs()).isZero();
    assertThat(verdict.probesSent()).isEqualTo(1);
    assertThat(verdict.kernel()).isSameAs(SocketSnapshot.NONE);
    assertThat(verdict.incident()).isEmpty();
    assertThat(verdict.decidedBy()).isEqualTo(DisconnectReason.Initiator.DETECTOR);
    assertThat(loop.table.verdicts()).isEqualTo(1);
    assertThat(loop.table.live()).isZero();
    assertThat(loop.table.suspects()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"824, true", "825, false"})
  void believesTheKernelThatDataCameLessThanHalfTheSuspicionAgo(long age, boolean believed) {
    int slot = loop.connect(POLICY);
    Kernel kernel = loop.kernel(slot);
    kernel.dataAt = SUSPECTED_AT - age;
    kernel.unread = believed ? 7 : 0;
    loop.run(SUSPECTED_AT);

    assertThat(loop.probes(slot)).hasSize(believed ? 0 : 1);
    assertThat(loop.state(slot)).isEqualTo(believed ? LivenessState.ALIVE : LivenessState.SUSPECT);
    assertThat(loop.table.silenceMs(slot)).isEqualTo(believed ? age : SUSPECTED_AT);
    assertThat(loop.table.lateReads()).isEqualTo(believed ? 1 : 0);
  }

  @Test
  void believingTheKernelAboutDataThatWasReadIsNoLateRead() {
    int slot = loop.connect(POLICY);
    loop.kernel(slot).dataAt = 1_500;
    loop.run(SUSPECTED_AT);

    assertThat(loop.table.lateReads()).isZero();
    assertThat(loop.table.silenceMs(slot)).isEqualTo(160);
  }

  @Test // trap 8
  void bytesThatWaitUnreadExcuseForAsLongAsAVerdictCanBeHeldAndNoLonger() {
    Loop loop = new Loop(new MassBreaker(MassBreaker.Settings.DEFAULT));
    int slot = loop.connect(POLICY);
    loop.kernel(slot).unread = 100;
    loop.run(64_000);
    assertThat(loop.deaths()).isEmpty();
    assertThat(loop.probes(slot)).isEmpty();
    assertThat(loop.breaker.unanswered()).isZero();
    assertThat(loop.table.lateReads()).isEqualTo(1);
    loop.run(2_000);

    assertThat(loop.verdict(slot).reason()).isEqualTo(DisconnectReason.SILENT);
  }

  @Test
  void aResetIsCertain() {
    int slot = loop.connect(POLICY);
    loop.kernel(slot).state = TcpState.CLOSED;
    loop.run(2_000);

    assertThat(loop.deaths(slot)).containsExactly(SUSPECTED_AT);
    assertThat(loop.verdict(slot).reason()).isEqualTo(DisconnectReason.RESET);
    assertThat(loop.verdict(slot).detail()).isEmpty();
    assertThat(loop.verdict(slot).probesSent()).isZero();
  }

  @Test
  void aCloseOfThePeerIsCertainOnceAllItsBytesAreRead() {
    int slot = loop.connect(POLICY);
    Kernel kernel = loop.kernel(slot);
    kernel.state = TcpState.CLOSE_WAIT;
    kernel.unread = 1;
    loop.run(2_000);
    assertThat(loop.deaths()).isEmpty();
    kernel.unread = 0;
    loop.run(2_000);

    assertThat(loop.verdict(slot).reason()).isEqualTo(DisconnectReason.FIN);
    assertThat(loop.deaths(slot).get(0)).isLessThan(3_200);
  }

  @Test
  void certainEvidenceNeedsNoPermissionOfTheBreaker() {
    MassBreaker breaker = new MassBreaker(MassBreaker.Settings.DEFAULT);
    Loop loop = new Loop(breaker);
    for (int i = 0; i < 50; i++) {
      loop.kernel(loop.connect(POLICY));
    }
    loop.run(10_000);
    assertThat(loop.deaths()).isEmpty();
    loop.kernels.values().forEach(kernel -> kernel.state = TcpState.CLOSED);
    loop.run(1_100);

    assertThat(loop.deaths()).hasSize(50);
    assertThat(loop.verdict(0).incident()).contains("mass-1");
  }

  @ParameterizedTest
  @CsvSource({"200, 2060, 3060", "100, 1910, 2910", "600, 2860, 3860"})
  void asksTheKernelAfterTwoRoundTripsThenOnceASecondAndJustBeforeTheVerdict(
      long rto, long first, long second) {
    int slot = loop.connect(POLICY);
    loop.kernel(slot).rto = rto;
    loop.run(5_000);

    long verdictAt = Math.max(4_010, SUSPECTED_AT + 4 * rto + 10);
    assertThat(loop.inspections(slot))
        .startsWith(SUSPECTED_AT, first, second)
        .endsWith(verdictAt)
        .hasSizeLessThanOrEqualTo(5);
    assertThat(loop.deaths(slot)).containsExactly(verdictAt);
  }

  @ParameterizedTest
  @CsvSource({
    "200, 0, 4010",
    "1000, 0, 5670",
    "12800, 6, 4010",
    "9000, 0, 13670",
    "8000, 1, 13670"
  })
  void aProbeHasFourBaseRoundTripsHoweverLateItWasSent(long rto, int backoff, long deadAt) {
    int slot = loop.connect(POLICY);
    Kernel kernel = loop.kernel(slot);
    kernel.rto = rto;
    kernel.backoff = backoff;
    loop.run(20_000);

    assertThat(loop.deaths(slot)).containsExactly(deadAt);
  }

  @Test // trap 5
  void anUnwritablePeerHasNoRoundTripToWaitFor() {
    loop.writable = false;
    int slot = loop.connect(POLICY);
    Kernel kernel = loop.kernel(slot);
    kernel.rto = 3_000;
    kernel.notSent = 100_000;
    kernel.unacked = 10;
    loop.run(5_000);

    assertThat(loop.deaths(slot)).containsExactly(4_010L);
    assertThat(loop.verdict(slot).probesSent()).isZero();
  }

  @Test
  void dataThatArrivesUnreadAfterTheQuestionIsAnAnswer() {
    int slot = loop.connect(POLICY);
    Kernel kernel = loop.kernel(slot);
    loop.run(2_000);
    kernel.dataAt = 1_990;
    kernel.unread = 5;
    loop.run(60);

    assertThat(loop.state(slot)).isEqualTo(LivenessState.ALIVE);
    assertThat(loop.table.silenceMs(slot)).isEqualTo(70);
    assertThat(loop.table.lateReads()).isEqualTo(1);
  }

  @Test
  void dataAsOldAsTheQuestionDoesNotAnswerIt() {
    int slot = loop.connect(POLICY);
    Kernel kernel = loop.kernel(slot);
    loop.run(2_000);
    kernel.dataAt = SUSPECTED_AT;
    loop.run(60);

    assertThat(loop.state(slot)).isEqualTo(LivenessState.SUSPECT);
  }

  @Test // trap 20, trap 21
  void aSilentPeerIsFoundAtTheSameAgeWhateverTheOriginOfTheClocks() {
    long[] origins = {0, -1, Long.MIN_VALUE, Long.MAX_VALUE - 1_000_000_000L};
    int[] attentive = {0, -1, Integer.MIN_VALUE, Integer.MAX_VALUE - 3_000};
    for (long origin : origins) {
      for (int ms : attentive) {
        Loop loop = new Loop(MassBreaker.off(), origin, ms, 1);
        int slot = loop.connect(POLICY);
        loop.run(6_000);
        assertThat(loop.deaths(slot)).containsExactly(4_010L);
      }
    }
  }

  @Test
  void givesNoMoreVerdictsInOneSweepThanALoopCanBear() {
    for (int i = 0; i < 1_000; i++) {
      loop.connect(POLICY);
    }
    loop.run(6_000);

    assertThat(loop.deaths()).hasSize(1_000);
    long first = loop.deaths().get(0).atMs();
    assertThat(loop.deaths()).filteredOn(e -> e.atMs() == first).hasSizeLessThanOrEqualTo(512);
    assertThat(loop.table.verdicts()).isEqualTo(1_000);
  }

  @Test
  void asksNoKernelForAVerdictThatMustWaitForTheNextSweep() {
    for (int i = 0; i < 2_000; i++) {
      loop.kernel(loop.connect(POLICY));
    }
    loop.run(4_010);
    long asked = loop.events.stream().filter(e -> e.atMs() == 4_010).count();

    assertThat(asked).isLessThan(2 * 512 + 300);
  }

  @Test // trap 21
  void believesTheKernelWhateverTheClockReads() {
    Loop loop = new Loop(MassBreaker.off(), 0, -1_000_000, 1);
    int slot = loop.connect(POLICY);
    loop.kernel(slot).dataAt = 1_500;
    loop.run(SUSPECTED_AT);

    assertThat(loop.table.silenceMs(slot)).isEqualTo(160);
  }
}
