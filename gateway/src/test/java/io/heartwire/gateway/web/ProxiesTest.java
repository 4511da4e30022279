package io.heartwire.gateway.web;

import static io.heartwire.gateway.web.RawWebSocket.PROTOBUF;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.gateway.RawClient;
import io.heartwire.gateway.TestGateway;
import io.heartwire.gateway.session.Session;
import io.heartwire.wire.Frame;
import java.io.IOException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Only named proxies are believed when they say where a client is. */
class ProxiesTest {
  private static final String V1 = "PROXY TCP4 192.0.2.7 198.51.100.1 50412 7400\r\n";
  private static final byte[] V2 =
      HexFormat.of().parseHex("0d0a0d0a000d0a515549540a2111000cc0000207c6336401c4ec1ce8");
  private static final byte[] V2_LOCAL =
      HexFormat.of().parseHex("0d0a0d0a000d0a515549540a20000000");

  private static Session session(TestGateway of, String clientId) {
    return of.gateway.sessions().session(new ClientId(clientId)).orElseThrow();
  }

  private static String source(TestGateway of, String clientId) {
    return session(of, clientId).remoteAddress().getAddress().getHostAddress();
  }

  @Test
  void aNamedProxyTellsTheAddressAndItsAcknowledgementsAreNotTrusted() throws IOException {
    try (TestGateway it = TestGateway.with("listeners.tcp.proxies", "127.0.0.0/8");
        RawClient one = it.connect();
        RawClient two = it.connect();
        RawClient itself = it.connect()) {
      one.send(V1.getBytes(US_ASCII));
      one.login("v1");
      assertThat(source(it, "v1")).isEqualTo("192.0.2.7");
      assertThat(session(it, "v1").remoteAddress().getPort()).isEqualTo(50_412);
      assertThat(session(it, "v1").policy().trustAcks()).isFalse();

      byte[] hello = two.encode(Frame.Hello.of("v2", ""));
      for (byte b : V2) {
        two.send(new byte[] {b});
      }
      two.send(hello);
      two.receive(Frame.Welcome.class);
      assertThat(source(it, "v2")).isEqualTo("192.0.2.7");

      itself.send(V2_LOCAL);
      itself.login("proxy");
      assertThat(source(it, "proxy")).isEqualTo("127.0.0.1");
      assertThat(session(it, "proxy").policy().trustAcks()).isFalse();
    }
  }

  @Test
  void whoIsNotNamedIsNotBelievedAndWhoIsMustSayIt() throws IOException {
    try (TestGateway it = TestGateway.with("listeners.tcp.proxies", "127.0.0.2");
        RawClient stranger = it.connect();
        RawClient direct = it.login("direct")) {
      stranger.send((V1 + V1).getBytes(US_ASCII));
      assertThat(stranger.receive(Frame.Goodbye.class).code().number()).isEqualTo(4400);
      assertThat(session(it, "direct").policy().trustAcks()).isTrue();
    }
    try (TestGateway it = TestGateway.with("listeners.tcp.proxies", "127.0.0.1");
        RawClient proxy = it.connect()) {
      proxy.send(Frame.Hello.of("a-client-without-header", ""));
      assertThat(proxy.untilClosed()).noneMatch(frame -> frame instanceof Frame.Welcome);
      assertThat(it.departure(DisconnectReason.MALFORMED_FRAME).disconnect().detail())
          .contains("127.0.0.1", "listeners.tcp.proxies");
    }
  }

  @Test
  void aHeaderThatDoesNotComeHasTheLoginDeadline() throws IOException {
    try (TestGateway it =
            TestGateway.with("listeners.tcp.proxies", "127.0.0.1", "login.deadline", "300ms");
        RawClient proxy = it.connect()) {
      proxy.send("PROXY TCP4 192.0".getBytes(US_ASCII));
      proxy.untilClosed();
      it.departure(DisconnectReason.LOGIN_TIMEOUT);
    }
  }

  @Test
  void boundsAreThoseOfTheClientsNotOfTheProxy() throws IOException {
    try (TestGateway it =
            TestGateway.with(
                "listeners.tcp.proxies", "127.0.0.1", "admission.connections-per-source", "1");
        RawClient first = it.connect();
        RawClient same = it.connect();
        RawClient other = it.connect()) {
      first.send(V1.getBytes(US_ASCII));
      first.login("first");
      same.send(V1.getBytes(US_ASCII));
      Frame.Goodbye goodbye = same.receive(Frame.Goodbye.class);
      assertThat(goodbye.code().number()).isEqualTo(4107);
      assertThat(goodbye.detail()).contains("192.0.2.7");
      other.send(V1.replace("192.0.2.7", "192.0.2.8").getBytes(US_ASCII));
      other.login("other");
      assertThat(it.gateway.bounds().sources()).isEqualTo(2);
    }
  }

  @Test
  void noSourceIsCountedAnyMoreWhenAllHaveLeft() throws IOException {
    try (TestGateway it =
        TestGateway.with(
            "listeners.tcp.proxies", "127.0.0.1",
            "listeners.http.proxies", "127.0.0.1",
            "admission.connections-per-source", "9")) {
      try (RawClient told = it.connect();
          RawClient untold = it.connect();
          RawWebSocket web = RawWebSocket.open(it, PROTOBUF, "X-Forwarded-For: 192.0.2.9")) {
        told.send(V1.getBytes(US_ASCII));
        told.login("dev-1");
        web.login("tab-1");
        assertThat(untold.socket.isConnected()).isTrue();
        assertThat(it.gateway.bounds().sources()).isEqualTo(2);
      }
      TestGateway.await("nobody", () -> it.gateway.counters().open() == 0);
      assertThat(it.gateway.bounds().sources()).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "192.0.2.9;192.0.2.9",
        "192.0.2.9:4711;192.0.2.9",
        "198.51.100.66, 192.0.2.9;192.0.2.9",
        "192.0.2.9, 10.1.2.3;192.0.2.9",
        "198.51.100.66, 192.0.2.9, 10.1.2.3, 10.9.9.9;192.0.2.9",
        "10.1.2.3;10.1.2.3",
        "2001:db8::1;2001:db8:0:0:0:0:0:1",
        "[2001:db8::1]:4711;2001:db8:0:0:0:0:0:1",
        "192.0.2.9, unknown;127.0.0.1",
        "localhost;127.0.0.1",
      })
  void ofForwardedAddressesTheRightmostCountsThatIsNoProxys(String header, String address)
      throws IOException {
    try (TestGateway it = TestGateway.with("listeners.http.proxies", "127.0.0.1, 10.0.0.0/8");
        RawWebSocket client = RawWebSocket.open(it, PROTOBUF, "X-Forwarded-For: " + header)) {
      client.login("tab-1");
      assertThat(source(it, "tab-1")).isEqualTo(address);
      assertThat(session(it, "tab-1").policy().trustAcks()).isFalse();
    }
  }

  @Test
  void forwardedAddressesOfAnybodyElseAreNotRead() throws IOException {
    try (TestGateway it = TestGateway.with("listeners.http.proxies", "10.0.0.0/8");
        RawWebSocket client = RawWebSocket.open(it, PROTOBUF, "X-Forwarded-For: 192.0.2.9")) {
      client.login("tab-1");
      assertThat(source(it, "tab-1")).isEqualTo("127.0.0.1");
      assertThat(session(it, "tab-1").policy().trustAcks()).isTrue();
    }
  }

  @Test
  void aHeaderOfTheProxyProtocolBeginsAConnectionOfHttpToo() throws IOException {
    try (TestGateway it =
            TestGateway.with(
                "listeners.http.proxies", "127.0.0.1", "listeners.http.proxy-protocol", "true");
        RawWebSocket client = RawWebSocket.open(RawWebSocket.door(it), V1, PROTOBUF);
        RawHttp without = new RawHttp(RawWebSocket.door(it))) {
      client.login("tab-1");
      assertThat(source(it, "tab-1")).isEqualTo("192.0.2.7");
      without.send("GET / HTTP/1.1\r\nHost: gw\r\n\r\n");
      assertThat(without.closes()).isTrue();
      it.departure(DisconnectReason.MALFORMED_FRAME);
    }
  }
}
