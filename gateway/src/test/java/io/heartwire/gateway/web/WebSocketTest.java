package io.heartwire.gateway.web;

import static io.heartwire.gateway.web.RawWebSocket.BINARY;
import static io.heartwire.gateway.web.RawWebSocket.CLOSE;
import static io.heartwire.gateway.web.RawWebSocket.JSON;
import static io.heartwire.gateway.web.RawWebSocket.PING;
import static io.heartwire.gateway.web.RawWebSocket.PONG;
import static io.heartwire.gateway.web.RawWebSocket.PROTOBUF;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.gateway.TestGateway;
import io.heartwire.gateway.dispatch.Message;
import io.heartwire.gateway.dispatch.MessageHandler;
import io.heartwire.gateway.session.Session;
import io.heartwire.wire.Bytes;
import io.heartwire.wire.CloseCode;
import io.heartwire.wire.Frame;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Clients that come by WebSocket are held to the same rules as all others. */
class WebSocketTest {
  private static byte[] close(int code) {
    return new byte[] {(byte) (code >> 8), (byte) code};
  }

  private static Session session(TestGateway of, String clientId) {
    TestGateway.await(
        clientId, () -> of.gateway.sessions().session(new ClientId(clientId)).isPresent());
    return of.gateway.sessions().session(new ClientId(clientId)).orElseThrow();
  }

  @Test
  void logsInAndBeatsAndSendsMessagesInBinaryFrames() throws IOException {
    try (TestGateway it = TestGateway.with();
        RawWebSocket client = RawWebSocket.open(it, PROTOBUF)) {
      Frame.Welcome welcome = client.login("tab-1");
      assertThat(welcome.intervalMs()).isEqualTo(50_000);
      assertThat(session(it, "tab-1").listener()).isEqualTo("http");

      client.send(new Frame.Ping(7));
      assertThat(client.frame()).isEqualTo(new Frame.Pong(7));
      client.send(new Frame.Message("report", "m1", Bytes.utf8("x"), true));
      assertThat(client.frame()).isEqualTo(new Frame.Ack("m1"));
      assertThat(it.gateway.counters().webSockets()).isEqualTo(1);
    }
  }

  @Test
  void saysTheSameInJson() throws IOException {
    try (TestGateway it = TestGateway.with();
        RawWebSocket client = RawWebSocket.open(it, JSON)) {
      client.text("{\"hello\":{\"protocolVersion\":1,\"clientId\":\"tab-1\",\"tags\":[\"a\"]}}");
      assertThat(client.next().text())
          .startsWith("{\"welcome\":{\"sessionId\":")
          .contains("\"intervalMs\":50000,\"timeoutMs\":150000", "\"resumeToken\":\"");
      assertThat(session(it, "tab-1").tags().names()).containsExactly("a");

      client.text("{\"ping\":{\"sequence\":7,\"status\":{\"battery\":0.5}}}");
      assertThat(client.next().text()).isEqualTo("{\"pong\":{\"sequence\":7}}");
      client.text(
          "{\"message\":{\"type\":\"r\",\"id\":\"m1\",\"body\":\"eA==\",\"ackWanted\":true}}");
      assertThat(client.next().text()).isEqualTo("{\"ack\":{\"id\":\"m1\"}}");
      client.text("{\"ofALaterVersion\":{\"a\":1}}");
      client.text("{\"goodbye\":{\"code\":4300}}");
      assertThat(client.closeCode()).isEqualTo(4300);
      it.departure(DisconnectReason.GOODBYE);
    }
  }

  @Test
  void joinsAMessageThatCameInFragmentsWithAPingBetween() throws IOException {
    try (TestGateway it = TestGateway.with();
        RawWebSocket client = RawWebSocket.open(it, JSON)) {
      client.send(RawWebSocket.masked(0x01, "{\"hello\":{\"protocol".getBytes(UTF_8)));
      client.send(PING, "between".getBytes(UTF_8));
      assertThat(client.next().opcode()).isEqualTo(PONG);
      byte[] rest = "Version\":1,\"clientId\":\"tab-1\"}}".getBytes(UTF_8);
      client.send(RawWebSocket.masked(0x80, rest));
      assertThat(client.next().text()).startsWith("{\"welcome\"");
    }
  }

  /** trap: phoenix#4309. The browser answers pings of the WebSocket while its timers sleep. */
  @Test
  void asksASilentPageWithAPingOfTheWebSocketAndLivesByItsPong() throws IOException {
    try (TestGateway it = TestGateway.with("liveness.interval", "200ms", "liveness.timeout", "1s");
        RawWebSocket page = RawWebSocket.loggedIn(it, "hidden-tab")) {
      for (int i = 0; i < 8; i++) {
        RawWebSocket.Came ping = page.next();
        assertThat(ping.opcode()).isEqualTo(PING);
        page.send(PONG, ping.payload());
      }
      assertThat(it.gateway.disconnects().recent()).isEmpty();
      assertThat(
              session(it, "hidden-tab")
                  .connection()
                  .vitals()
                  .toCompletableFuture()
                  .join()
                  .roundTripMs())
          .isPositive();

      it.departure(DisconnectReason.CLIENT_FROZEN);
      assertThat(page.socket.getInputStream()).isNotNull();
    }
  }

  @Test
  void aPingBetweenTheFragmentsOfOneFrameOfOursIsAnsweredAndHarmsNothing() throws IOException {
    try (TestGateway it = TestGateway.with("liveness.interval", "300ms", "liveness.timeout", "9s");
        RawWebSocket client = RawWebSocket.loggedIn(it, "tab-1")) {
      byte[] ours = RawWebSocket.encoded(new Frame.Message("t", "m1", Bytes.utf8("x"), true));
      client.send(RawWebSocket.masked(0x02, Arrays.copyOf(ours, 4)));
      client.send(PING, "between".getBytes(UTF_8));
      assertThat(client.next().text()).isEqualTo("between");
      RawWebSocket.Came asked = client.next();
      assertThat(asked.opcode()).isEqualTo(PING);
      client.send(PONG, asked.payload());
      client.send(RawWebSocket.masked(0x80, Arrays.copyOfRange(ours, 4, ours.length)));
      assertThat(client.frame()).isEqualTo(new Frame.Ack("m1"));
    }
  }

  @Test
  void whoPingsFarTooOftenWithPingsOfTheWebSocketIsSlowedToo() throws IOException {
    try (TestGateway it = TestGateway.with();
        RawWebSocket client = RawWebSocket.loggedIn(it, "hasty")) {
      boolean slowed = false;
      for (int i = 0; i < 200 && !slowed; i++) {
        byte[] payload = {(byte) i};
        client.send(PING, payload);
        RawWebSocket.Came came = client.next();
        while (came.opcode() != PONG) {
          slowed |= came.opcode() == BINARY;
          came = client.next();
        }
        assertThat(came.payload()).isEqualTo(payload);
      }
      assertThat(slowed).isTrue();
      assertThat(it.gateway.counters().pingersTold()).isEqualTo(1);
    }
  }

  @Test
  void anUnaskedPongIsLifeAndNothingElse() throws IOException {
    try (TestGateway it = TestGateway.with();
        RawWebSocket client = RawWebSocket.open(it, PROTOBUF)) {
      client.send(PONG, new byte[8]);
      client.login("tab-1");
      client.send(PONG, "other".getBytes(UTF_8));
      client.send(new Frame.Ping(1));
      assertThat(client.frame()).isEqualTo(new Frame.Pong(1));
    }
  }

  @Test
  void saysGoodbyeAndClosesWithTheNumberOfTheGoodbye() throws IOException {
    try (TestGateway it = TestGateway.with();
        RawWebSocket first = RawWebSocket.loggedIn(it, "tab-1");
        RawWebSocket second = RawWebSocket.loggedIn(it, "tab-1")) {
      assertThat(((Frame.Goodbye) first.frame()).code().number()).isEqualTo(4301);
      RawWebSocket.Came last = first.next();
      assertThat(last.closeCode()).isEqualTo(4301);
      first.send(CLOSE, close(4301));
      assertThat(first.closes()).isTrue();
      assertThat(it.gateway.counters().cutFarewells()).isZero();
      second.send(new Frame.Ping(1));
      assertThat(second.frame()).isEqualTo(new Frame.Pong(1));
    }
  }

  @Test
  void aCloseOfTheClientIsAGoodbyeUnlessItsPageOnlyGoesAway() throws IOException {
    try (TestGateway it = TestGateway.with();
        RawWebSocket leaves = RawWebSocket.loggedIn(it, "leaves");
        RawWebSocket reloads = RawWebSocket.loggedIn(it, "reloads")) {
      leaves.send(CLOSE, close(1000));
      assertThat(leaves.next().closeCode()).isEqualTo(1000);
      assertThat(leaves.closes()).isTrue();
      assertThat(it.departure(DisconnectReason.GOODBYE).clientId())
          .isEqualTo(Optional.of(new ClientId("leaves")));

      reloads.send(CLOSE, close(1001));
      assertThat(reloads.next().closeCode()).isEqualTo(1001);
      assertThat(it.departure(DisconnectReason.FIN).disconnect().detail()).contains("1001");
    }
  }

  @Test
  void aGoodbyeOfTheClientIsAnsweredWithACloseAndNoReset() throws IOException {
    try (TestGateway it = TestGateway.with();
        RawWebSocket client = RawWebSocket.loggedIn(it, "tab-1")) {
      client.send(Frame.Goodbye.of(CloseCode.GOODBYE, "done"));
      assertThat(client.next().closeCode()).isEqualTo(4300);
      assertThat(client.closes()).isTrue();
      it.departure(DisconnectReason.GOODBYE);
    }
  }

  @Test
  void sendsMessagesDownInTheFormThatWasAgreed() throws IOException {
    try (TestGateway it = TestGateway.with(Optional.empty(), MessageHandler.NONE);
        RawWebSocket binary = RawWebSocket.loggedIn(it, "binary");
        RawWebSocket json = RawWebSocket.open(it, JSON)) {
      json.text("{\"hello\":{\"protocolVersion\":1,\"clientId\":\"json\"}}");
      json.next();
      var message = new Message("order", "m1", ByteBuffer.wrap(new byte[] {1, 2}), true);
      session(it, "binary").connection().send(message);
      session(it, "json").connection().send(message);
      assertThat(((Frame.Message) binary.frame()).type()).isEqualTo("order");
      assertThat(json.next().text())
          .isEqualTo(
              "{\"message\":{\"type\":\"order\",\"id\":\"m1\",\"body\":\"AQI=\",\"ackWanted\":true}}");
    }
  }

  @Test
  void isCutOnceItDoesNotReadWhatIsSentToIt() throws IOException {
    try (TestGateway it = TestGateway.with("listeners.http.outbound-max", "64KiB");
        RawWebSocket client = RawWebSocket.loggedIn(it, "slow")) {
      var message = new Message("order", "m1", ByteBuffer.wrap(new byte[32_768]), false);
      Session slow = session(it, "slow");
      TestGateway.await(
          "a cut",
          () -> !slow.connection().send(message) && it.count(DisconnectReason.SLOW_CONSUMER) == 1);
      assertThat(client.socket.isConnected()).isTrue();
    }
  }
}
