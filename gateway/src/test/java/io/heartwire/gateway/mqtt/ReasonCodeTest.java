package io.heartwire.gateway.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.core.liveness.DisconnectReason;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ReasonCodeTest {
  @ParameterizedTest
  @EnumSource(DisconnectReason.class)
  void aLoginThatEndsForAnyReasonIsToldWithACodeThatAConnackMayHave(DisconnectReason reason) {
    ReasonCode code = ReasonCode.ofLogin(reason);

    assertThat(MqttConnectReturnCode.valueOf((byte) code.number())).isNotNull();
    assertThat(code.returnCode()).isBetween(0, 5);
  }

  @ParameterizedTest
  @CsvSource({"TAKEN_OVER, 0x8E", "DRAINED, 0x8B", "KICKED, 0x98", "MALFORMED_FRAME, 0x81"})
  void aSessionThatEndsIsToldWhatCloseCodesSay(DisconnectReason reason, String number) {
    assertThat(ReasonCode.ofEnd(reason)).isEqualTo(Integer.decode(number));
  }
}
