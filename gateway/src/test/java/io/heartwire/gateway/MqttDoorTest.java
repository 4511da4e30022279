package io.heartwire.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.gateway.dispatch.Message;
import io.heartwire.gateway.session.Connection;
import io.heartwire.gateway.session.Departure;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client of MQTT from CONNECT to its end, byte by byte. */
class MqttDoorTest {
  private static final String ACCEPTED = "20020000";
  private static final String PINGREQ = "c000";
  private static final String PINGRESP = "d000";

  private static InetSocketAddress door(TestGateway it) {
    return it.gateway.ports().get(MqttDoor.NAME);
  }

  private static RawMqtt online(TestGateway it, String clientId, int keepAlive) throws IOException {
    RawMqtt client = new RawMqtt(door(it)).send(RawMqtt.connect(clientId, true, keepAlive));
    assertThat(client.receive()).isEqualTo(ACCEPTED);
    return client;
  }

  @Test
  void aClientConnectsPingsAndLeaves() throws IOException {
    try (TestGateway it = TestGateway.with();
        RawMqtt client = online(it, "dev-1", 60)) {
      assertThat(client.send(PINGREQ).receive()).isEqualTo(PINGRESP);
      assertThat(client.send(PINGREQ + PINGREQ).receive()).isEqualTo(PINGRESP);
      assertThat(client.receive()).isEqualTo(PINGRESP);
      assertThat(it.gateway.sessions().sessions())
          .extracting(session -> session.clientId() + " " + session.listener())
          .containsExactly("dev-1 mqtt");
      client.send("e000");
      assertThat(client.receive()).isEqualTo("closed");
      it.departure(DisconnectReason.GOODBYE);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"false", "true"})
  void aSilentClientIsDeadAfterOneAndAHalfTimesItsKeepAlive(String strict) throws IOException {
    try (TestGateway it = TestGateway.with("listeners.mqtt.strict", strict);
        RawMqtt client = online(it, "dev-1", 1)) {
      long began = System.nanoTime();
      Departure departure = it.departure(DisconnectReason.SILENT);
      long tookMs = (System.nanoTime() - began) / 1_000_000;

      assertThat(departure.disconnect().silenceMs()).isBetween(1_500L, 1_700L);
      assertThat(tookMs).isBetween(1_400L, 3_000L);
      assertThat(client.receive()).isEqualTo("closed");
    }
  }

  @Test
  void aClientThatPingsLives() throws IOException {
    try (TestGateway it = TestGateway.with();
        RawMqtt client = online(it, "dev-1", 1)) {
      client.socket.setSoTimeout(500);
      for (int i = 0; i < 6; i++) {
        assertThat(client.send(PINGREQ).receive()).isEqualTo(PINGRESP);
        try {
          assertThat(client.receive()).isEqualTo("nothing");
        } catch (java.net.SocketTimeoutException e) {
          // Half a keep alive has passed.
        }
      }
      assertThat(it.gateway.sessions().sessions()).hasSize(1);
    }
  }

  @Test
  void aClientWithoutAKeepAliveIsClosedAfterTheIdleTimeout() throws IOException {
    try (TestGateway it = TestGateway.with("listeners.mqtt.idle-timeout", "1s");
        RawMqtt client = online(it, "dev-1", 0)) {
      it.departure(DisconnectReason.IDLE);
      assertThat(client.receive()).isEqualTo("closed");
    }
  }

  @Test
  void aClientOfFiveIsToldItsTerms() throws IOException {
    try (TestGateway it = TestGateway.with("liveness.wished-interval-max", "50s");
        RawMqtt client = new RawMqtt(door(it))) {
      client.send(RawMqtt.connect5("", true, 600, ""));
      String connack = client.receive();

      assertThat(connack).startsWith("20").contains("130032").contains("2401").contains("2500");
      assertThat(it.gateway.sessions().sessions().iterator().next().policy().timeout())
          .hasSeconds(75);
      assertThat(connack).contains(RawMqtt.text("mqtt-").substring(4));
    }
  }

  @Test
  void aClientThatDoesNotReadIsCutAndOthersAreServed() throws IOException {
    try (TestGateway it = TestGateway.with("listeners.mqtt.outbound-max", "64KiB");
        RawMqtt innocent = online(it, "innocent", 60);
        RawMqtt slow = online(it, "slow", 60)) {
      String all = RawMqtt.packet(0x82, "0001", RawMqtt.text("inbox/#"), "00");
      assertThat(slow.send(all).receive()).isEqualTo("9003000100");
      Connection down =
          it.gateway.sessions().session(new ClientId("slow")).orElseThrow().connection();
      var message = new Message("order", "m1", ByteBuffer.wrap(new byte[32_768]), false);

      TestGateway.await(
          "a cut", () -> !down.send(message) && it.count(DisconnectReason.SLOW_CONSUMER) == 1);

      assertThat(it.departure(DisconnectReason.SLOW_CONSUMER))
          .returns(Optional.of(new ClientId("slow")), Departure::clientId)
          .returns("mqtt", Departure::listener)
          .extracting(cut -> cut.disconnect().detail())
          .asString()
          .contains("65536 bytes")
          .contains("outbound-max");
      TestGateway.await("its end", () -> it.gateway.counters().open() == 1);
      assertThat(innocent.send(PINGREQ).receive()).isEqualTo(PINGRESP);
    }
  }
}
