package io.heartwire.gateway.transport.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One codec serves many clients: nothing of the one may reach the other. */
class MqttCodecTest {
  /** PUBLISH of "hi" to "a": in 3.1.1, and in 5 with a user property. */
  private static final String OF_FOUR = "30050001616869";

  private static final String OF_FIVE = "300d0001610726000176000177" + "6869";

  private final MqttCodec four = new MqttCodec(4);
  private final MqttCodec five = new MqttCodec(5);

  private static ByteBuf bytes(String hex) {
    return Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex));
  }

  private static void assertGreets(MqttCodec codec, String hex, int properties) {
    ByteBuf packet = bytes(hex);
    MqttPublishMessage publish = (MqttPublishMessage) codec.decode(packet);
    assertThat(publish.decoderResult().isSuccess()).isTrue();
    assertThat(publish.payload().toString(UTF_8)).isEqualTo("hi");
    assertThat(publish.variableHeader().properties().listAll()).hasSize(properties);
    assertThat(publish.release()).isTrue();
    assertThat(packet.refCnt()).isZero();
  }

  @Test
  void knowsItsVersionFromTheStart() {
    assertGreets(four, OF_FOUR, 0);
    assertGreets(five, OF_FIVE, 1);
  }

  /** Wrong are: lengths beyond the packet, its flags, bytes behind its end, and too few of them. */
  @ParameterizedTest
  @ValueSource(strings = {"82040001ffff", "3003ffff61", "36050001610001", "c00100", "4001ff"})
  void takesNothingOfABadPacketForAPartOfTheNextOne(String hex) {
    ByteBuf packet = bytes(hex);
    MqttMessage message = five.decode(packet);
    assertThat(message.decoderResult().isSuccess()).isFalse();
    assertThat(packet.refCnt()).isZero();
    assertGreets(five, OF_FIVE, 1);
    assertThat(four.decode(bytes(hex)).decoderResult().isSuccess()).isFalse();
    assertGreets(four, OF_FOUR, 0);
  }

  @Test
  void encodesForItsVersion() {
    MqttProperties none = MqttProperties.NO_PROPERTIES;
    assertThat(encoded(four, MqttPackets.publish("a", 0, none, bytes("6869")))).isEqualTo(OF_FOUR);
    assertThat(encoded(five, MqttPackets.publish("a", 0, none, bytes("6869"))))
        .isEqualTo("3006000161006869");
  }

  private static String encoded(MqttCodec codec, MqttMessage message) {
    ByteBuf bytes = codec.encode(message);
    String hex = ByteBufUtil.hexDump(bytes);
    assertThat(bytes.release()).isTrue();
    return hex;
  }
}
