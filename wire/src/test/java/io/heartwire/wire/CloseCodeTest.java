package io.heartwire.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.wire.CloseCode.Advice;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CloseCodeTest {
  @Test
  void everyReasonHasExactlyOneCode() {
    for (DisconnectReason reason : DisconnectReason.values()) {
      List<CloseCode> codes =
          Arrays.stream(CloseCode.values()).filter(c -> c.reasons().contains(reason)).toList();
      assertThat(codes).as(reason.name()).containsExactly(CloseCode.of(reason));
    }
  }

  @Test
  void whateverWeDecideHasACodeOfItsOwn() {
    Set<DisconnectReason> ours = EnumSet.allOf(DisconnectReason.class);
    ours.removeIf(r -> r.decidedBy() == DisconnectReason.Initiator.PEER);
    ours.remove(DisconnectReason.NO_PONG); // only a client finds this
    Set<CloseCode> codes = new HashSet<>();
    for (DisconnectReason reason : ours) {
      assertThat(codes.add(CloseCode.of(reason))).as(reason.name()).isTrue();
    }
  }

  @Test
  void aNumberLeadsToItsCodeAndNoNumberIsUsedTwice() {
    Set<Integer> numbers = new HashSet<>();
    for (CloseCode code : CloseCode.values()) {
      assertThat(numbers.add(code.number())).as(code.name()).isTrue();
      assertThat(CloseCode.byNumber(code.number())).isEqualTo(code);
      assertThat(code.number()).isBetween(code.advice().from(), code.advice().to());
    }
  }

  @Test
  void anUnknownNumberGivesTheAdviceOfItsRange() {
    for (Advice advice : Advice.values()) {
      assertThat(CloseCode.byNumber(advice.from() + 77).advice()).isEqualTo(advice);
    }
    assertThat(CloseCode.byNumber(0)).isEqualTo(CloseCode.OTHER_RECONNECT);
    assertThat(CloseCode.byNumber(4500)).isEqualTo(CloseCode.OTHER_RECONNECT);
    assertThat(CloseCode.byNumber(Integer.MAX_VALUE)).isEqualTo(CloseCode.OTHER_RECONNECT);
    assertThat(CloseCode.byNumber(-4300)).isEqualTo(CloseCode.OTHER_RECONNECT);
  }

  @Test
  void tellsFailedLoginTakeoverKickAndComeLaterApart() { // trap 46
    assertThat(CloseCode.AUTHENTICATION_FAILED.advice())
        .isEqualTo(Advice.RECONNECT_WITH_NEW_CREDENTIAL);
    assertThat(CloseCode.TAKEN_OVER.advice()).isEqualTo(Advice.DO_NOT_RECONNECT);
    assertThat(CloseCode.KICKED.advice()).isEqualTo(Advice.DO_NOT_RECONNECT);
    assertThat(CloseCode.BUSY.advice()).isEqualTo(Advice.RECONNECT_LATER);
    assertThat(CloseCode.AUTHENTICATOR_UNAVAILABLE.advice()).isEqualTo(Advice.RECONNECT_LATER);
    assertThat(CloseCode.SILENT.advice()).isEqualTo(Advice.RECONNECT);
    assertThat(CloseCode.MALFORMED_FRAME.advice()).isEqualTo(Advice.REPAIR_FIRST);
    assertThat(Arrays.stream(Advice.values()).filter(Advice::mayReconnect))
        .containsExactly(Advice.RECONNECT, Advice.RECONNECT_LATER);
  }

  @Test
  void staysWithinTheNumbersOfEveryDoor() {
    for (CloseCode code : CloseCode.values()) {
      assertThat(code.webSocketCloseCode()).isBetween(4000, 4999);
      assertThat(code.mqttReasonCode()).isBetween(0x00, 0xA2);
      assertThat(code.httpStatus())
          .satisfiesAnyOf(
              status -> assertThat(status).isZero(),
              status -> assertThat(status).isBetween(200, 599));
    }
  }
}
