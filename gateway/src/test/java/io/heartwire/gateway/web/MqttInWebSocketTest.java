package io.heartwire.gateway.web;

import static io.heartwire.gateway.web.RawWebSocket.BINARY;
import static io.heartwire.gateway.web.RawWebSocket.CLOSE;
import static io.heartwire.gateway.web.RawWebSocket.CONTINUATION;
import static io.heartwire.gateway.web.RawWebSocket.PING;
import static io.heartwire.gateway.web.RawWebSocket.PONG;
import static io.heartwire.gateway.web.RawWebSocket.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.gateway.TestGateway;
import io.heartwire.gateway.cluster.Event;
import io.heartwire.gateway.cluster.EventType;
import io.heartwire.gateway.session.Departure;
import io.heartwire.gateway.session.Session;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** MQTT in the binary messages of a WebSocket, as section 6 of the standard has it. */
class MqttInWebSocketTest {
  private static final String ACCEPTED = "20020000";
  private static final String PINGREQ = "c000";
  private static final String PINGRESP = "d000";
  private static final HexFormat HEX = HexFormat.of();

  private static String text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return String.format("%04x", bytes.length) + HEX.formatHex(bytes);
  }

  private static String packet(int first, String body) {
    return String.format("%02x%02x", first, body.length() / 2) + body;
  }

  /** A CONNECT of 3.1.1 with a will, which asks for a clean session. */
  private static String connect(String clientId, int keepAlive) {
    return packet(
        0x10,
        text("MQTT")
            + "0406"
            + String.format("%04x", keepAlive)
            + text(clientId)
            + text("last/words")
            + text("bye"));
  }

  /** A CONNECT of 5, without anything. */
  private static String connect5(String clientId) {
    return packet(0x10, text("MQTT") + "0502003c00" + text(clientId));
  }

  private static RawWebSocket open(TestGateway to) throws IOException {
    var address = RawWebSocket.door(to);
    return RawWebSocket.over(new Socket(address.getAddress(), address.getPort()), "/mqtt", "mqtt");
  }

  private static RawWebSocket online(TestGateway to, String clientId, int keepAlive)
      throws IOException {
    RawWebSocket client = open(to);
    say(client, connect(clientId, keepAlive));
    assertThat(next(client)).isEqualTo(ACCEPTED);
    return client;
  }

  private static void say(RawWebSocket client, String hex) throws IOException {
    client.send(BINARY, HEX.parseHex(hex));
  }

  /** What the next binary message holds, in hex. */
  private static String next(RawWebSocket client) throws IOException {
    RawWebSocket.Came came = client.next();
    assertThat(came.opcode()).as(came::text).isEqualTo(BINARY);
    return HEX.formatHex(came.payload());
  }

  private static Session session(TestGateway of, String clientId) {
    return of.gateway.sessions().session(new ClientId(clientId)).orElseThrow();
  }

  private static boolean willIsTold(TestGateway it) {
    List<Event> events = it.gateway.engine().events(0, 1_000);
    return events.stream()
        .anyMatch(
            event ->
                event.type() == EventType.MESSAGE
                    && event.data().contains("last/words")
                    && event.data().contains("\"will\":true"));
  }

  @Test
  void aClientConnectsPingsAndLeaves() throws IOException {
    try (TestGateway it = TestGateway.with();
        RawWebSocket client = online(it, "tab-1", 60)) {
      assertThat(session(it, "tab-1").listener()).isEqualTo("http");
      assertThat(session(it, "tab-1").policy().timeout()).hasSeconds(90);
      say(client, PINGREQ);
      assertThat(next(client)).isEqualTo(PINGRESP);
      client.send(PING, new byte[] {5});
      assertThat(client.next().opcode()).isEqualTo(PONG);
      say(client, "e000");
      assertThat(client.next().opcode()).isEqualTo(CLOSE);
      it.departure(DisconnectReason.GOODBYE);
      assertThat(willIsTold(it)).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "heartwire.v1.json", "mqttv3.1"})
  void withoutItsSubprotocolItIsRefused(String subprotocol) throws IOException {
    try (TestGateway it = TestGateway.with();
        RawHttp client = new RawHttp(RawWebSocket.door(it))) {
      RawHttp.Answer answer =
          client.ask(RawWebSocket.upgrade(subprotocol).replace("GET /ws", "GET /mqtt"));
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.body()).contains("offer one of mqtt in Sec-WebSocket-Protocol");
    }
  }

  @Test
  void whereMqttIsOffItIsOffInWebSocketsToo() throws IOException {
    try (TestGateway it = TestGateway.with("listeners.mqtt.enabled", "false");
        RawHttp client = new RawHttp(RawWebSocket.door(it))) {
      assertThat(client.ask(RawWebSocket.upgrade("mqtt").replace("GET /ws", "GET /mqtt")).status())
          .isEqualTo(404);
    }
  }

  @Test
  void packetsMayBeSplitByteByByte() throws IOException {
    try (TestGateway it = TestGateway.with();
        RawWebSocket client = open(it)) {
      for (byte each : HEX.parseHex(connect("tab-1", 60) + PINGREQ)) {
        client.send(BINARY, new byte[] {each});
      }
      assertThat(next(client)).isEqualTo(ACCEPTED);
      assertThat(next(client)).isEqualTo(PINGRESP);
    }
  }

  @Test
  void packetsMayBeJoinedAndSpreadOverFragments() throws IOException {
    try (TestGateway it = TestGateway.with();
        RawWebSocket client = open(it)) {
      byte[] all = HEX.parseHex(connect("tab-1", 60) + PINGREQ + PINGREQ + PINGREQ);
      var joined = new ByteArrayOutputStream();
      joined.writeBytes(RawWebSocket.masked(BINARY, java.util.Arrays.copyOf(all, 7)));
      joined.writeBytes(RawWebSocket.masked(CONTINUATION, new byte[0]));
      joined.writeBytes(
          RawWebSocket.masked(
              0x80 | CONTINUATION, java.util.Arrays.copyOfRange(all, 7, all.length)));
      client.send(joined.toByteArray());
      assertThat(next(client)).isEqualTo(ACCEPTED);
      assertThat(next(client) + next(client) + next(client)).isEqualTo(PINGRESP.repeat(3));
    }
  }

  @Test
  void aTextMessageEndsTheSession() throws IOException {
    try (TestGateway it = TestGateway.with();
        RawWebSocket other = online(it, "other", 60);
        RawWebSocket client = online(it, "tab-1", 60)) {
      client.send(TEXT, HEX.parseHex(PINGREQ.replace("c0", "40")));
      assertThat(client.closeCode()).isEqualTo(1003);
      assertThat(it.departure(DisconnectReason.MALFORMED_FRAME).disconnect().detail())
          .isEqualTo("a text message came: send packets in binary messages");
      TestGateway.await("its will", () -> willIsTold(it));
      say(other, PINGREQ);
      assertThat(next(other)).isEqualTo(PINGRESP);
    }
  }

  @Test
  void aTextMessageInsteadOfConnectIsRefused() throws IOException {
    try (TestGateway it = TestGateway.with();
        RawWebSocket client = open(it)) {
      client.send(TEXT, "hello".getBytes(StandardCharsets.UTF_8));
      assertThat(client.closeCode()).isEqualTo(1003);
      it.departure(DisconnectReason.MALFORMED_FRAME);
    }
  }

  @Test
  void aClientOfFiveIsToldWhyBeforeTheClose() throws IOException {
    try (TestGateway it = TestGateway.with();
        RawWebSocket client = open(it)) {
      say(client, connect5("tab-1"));
      assertThat(next(client)).startsWith("20");
      client.send(TEXT, new byte[] {'x'});
      assertThat(next(client)).startsWith("e0").contains("81");
      assertThat(client.closeCode()).isEqualTo(1003);
    }
  }

  @Test
  void whatIsNoPacketIsClosedWithTheReason() throws IOException {
    try (TestGateway it = TestGateway.with();
        RawWebSocket client = online(it, "tab-1", 60)) {
      // PUBLISH with QoS 3, which there is none of.
      say(client, packet(0x36, text("order") + "0001"));
      assertThat(client.closeCode()).isEqualTo(4400);
      it.departure(DisconnectReason.MALFORMED_FRAME);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"false", "true"})
  void aSilentClientIsDeadAfterOneAndAHalfTimesItsKeepAlive(String strict) throws IOException {
    try (TestGateway it = TestGateway.with("listeners.mqtt.strict", strict);
        RawWebSocket client = online(it, "tab-1", 1)) {
      Departure departure = it.departure(DisconnectReason.SILENT);
      assertThat(departure.disconnect().silenceMs()).isBetween(1_500L, 1_700L);
      TestGateway.await("its will", () -> willIsTold(it));
      assertThat(client.socket.isConnected()).isTrue();
    }
  }

  @Test
  void aClosedWebSocketIsNoDisconnect() throws IOException {
    try (TestGateway it = TestGateway.with();
        RawWebSocket client = online(it, "tab-1", 60)) {
      client.send(CLOSE, new byte[] {3, (byte) 0xe8});
      assertThat(client.closeCode()).isEqualTo(1000);
      it.departure(DisconnectReason.FIN);
      TestGateway.await("its will", () -> willIsTold(it));
    }
  }

  @Test
  void aConnectionOfMqttOnTcpTakesItOver() throws IOException {
    try (TestGateway it = TestGateway.with();
        RawWebSocket client = online(it, "dev-1", 60);
        Socket newer = new Socket("127.0.0.1", it.gateway.ports().get("mqtt").getPort())) {
      newer.getOutputStream().write(HEX.parseHex(connect("dev-1", 60)));
      assertThat(HEX.formatHex(newer.getInputStream().readNBytes(4))).isEqualTo(ACCEPTED);
      assertThat(client.closeCode()).isEqualTo(4301);
      it.departure(DisconnectReason.TAKEN_OVER);
    }
  }

  @Test
  void aConnectionThatBecomesNoClientIsClosedByTheLoginDeadline() throws IOException {
    try (TestGateway it = TestGateway.with("login.deadline", "300ms");
        RawWebSocket client = open(it)) {
      client.send(PING, new byte[0]);
      it.departure(DisconnectReason.LOGIN_TIMEOUT);
      assertThat(client.closeCode()).isEqualTo(4004);
    }
  }
}
