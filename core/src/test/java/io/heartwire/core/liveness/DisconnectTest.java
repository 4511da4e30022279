package io.heartwire.core.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.core.liveness.DisconnectReason.Initiator;
import io.heartwire.core.liveness.SocketSnapshot.TcpState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DisconnectTest {
  @Test
  void anEndThatNeedsNoEvidenceCarriesNone() {
    Disconnect end = Disconnect.of(DisconnectReason.KICKED, "by anna");

    assertThat(end.reason()).isEqualTo(DisconnectReason.KICKED);
    assertThat(end.detail()).isEqualTo("by anna");
    assertThat(end.silenceMs() + end.excusedMs() + end.probesSent()).isZero();
    assertThat(end.kernel()).isSameAs(SocketSnapshot.NONE);
    assertThat(end.incident()).isEmpty();
    assertThat(end.decidedBy()).isEqualTo(Initiator.OPERATOR);
  }

  @ParameterizedTest
  @CsvSource({
    "SILENT, DETECTOR",
    "CLIENT_FROZEN, DETECTOR",
    "NO_PONG, DETECTOR",
    "RESET, PEER",
    "FIN, PEER",
    "GOODBYE, PEER",
    "TAKEN_OVER, SERVER",
    "IDLE, SERVER",
    "KICKED, OPERATOR"
  })
  void everyReasonSaysWhoDecided(DisconnectReason reason, Initiator initiator) {
    assertThat(reason.decidedBy()).isEqualTo(initiator);
  }

  @ParameterizedTest
  @EnumSource(LivenessState.class)
  void aStateIsStoredAsItsPlace(LivenessState state) {
    assertThat(LivenessState.of(state.code)).isEqualTo(state);
    assertThat((int) state.code).isEqualTo(state.ordinal());
  }

  @ParameterizedTest
  @CsvSource({"200, 0, 200", "1600, 3, 200", "3001, 0, 3000", "120000, 40, 0", "0, 0, 0"})
  void theBaseRetransmissionTimeoutIsThatBeforeBackOff(long rto, int backoff, int base) {
    SocketSnapshot kernel =
        new SocketSnapshot(true, TcpState.ESTABLISHED, 0, 0, 0, 0, 0, rto, backoff, 0, 0, false);

    assertThat(kernel.baseRtoMs()).isEqualTo(base);
  }

  @Test
  void aKernelThatCannotBeAskedStillLeavesOurOwnQueue() {
    assertThat(SocketSnapshot.none(true).writeProgressed()).isTrue();
    assertThat(SocketSnapshot.none(true).available()).isFalse();
    assertThat(SocketSnapshot.NONE.writeProgressed()).isFalse();
    assertThat(SocketSnapshot.NONE.state()).isEqualTo(TcpState.UNKNOWN);
  }
}
