package io.heartwire.gateway;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.gateway.session.Session;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Named proxies say where a client is at the doors for MQTT, and before TLS at all of them. */
class ProxiedDoorsTest {
  private static final String V1 = "PROXY TCP4 192.0.2.7 198.51.100.1 50412 1883\r\n";
  private static final String V2 = "0d0a0d0a000d0a515549540a2111000cc0000207c6336401c4ec075b";
  private static final String ACCEPTED = "20020000";

  private static Session session(TestGateway of, String clientId) {
    return of.gateway.sessions().session(new ClientId(clientId)).orElseThrow();
  }

  private static String source(TestGateway of, String clientId) {
    return session(of, clientId).remoteAddress().getAddress().getHostAddress();
  }

  private static InetSocketAddress at(TestGateway it, String door) {
    return it.gateway.ports().get(door);
  }

  private static String hex(String text) {
    return HexFormat.of().formatHex(text.getBytes(US_ASCII));
  }

  private static RawMqtt mqtt(TestGateway it) throws IOException {
    return new RawMqtt(at(it, MqttDoor.NAME));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "2"})
  void aNamedProxyTellsWhereAClientOfMqttIs(String version) throws IOException {
    String header = version.equals("1") ? hex(V1) : V2;
    try (TestGateway it = TestGateway.with("listeners.mqtt.proxies", "10.0.0.1, 127.0.0.0/8");
        RawMqtt client = mqtt(it)) {
      client.send(header + RawMqtt.connect("dev-1", true, 60));

      assertThat(client.receive()).isEqualTo(ACCEPTED);
      assertThat(source(it, "dev-1")).isEqualTo("192.0.2.7");
      assertThat(session(it, "dev-1").policy().trustAcks()).isFalse();
      assertThat(client.send("c000").receive()).isEqualTo("d000");
    }
  }

  @Test
  void whoIsNotNamedIsNotBelievedAndWhoIsMustSayIt() throws IOException {
    try (TestGateway it = TestGateway.with("listeners.mqtt.proxies", "127.0.0.2");
        RawMqtt stranger = mqtt(it);
        RawMqtt direct = mqtt(it)) {
      assertThat(stranger.send(hex(V1)).receive()).isEqualTo("closed");
      it.departure(DisconnectReason.NOT_LOGGED_IN);
      assertThat(direct.send(RawMqtt.connect("direct", true, 60)).receive()).isEqualTo(ACCEPTED);
      assertThat(session(it, "direct").policy().trustAcks()).isTrue();
    }
    try (TestGateway it = TestGateway.with("listeners.mqtt.proxies", "127.0.0.1");
        RawMqtt proxy = mqtt(it)) {
      proxy.send(RawMqtt.connect("a-client-without-header", true, 60));
      assertThat(proxy.receive()).isEqualTo("closed");
      assertThat(it.departure(DisconnectReason.MALFORMED_FRAME).disconnect().detail())
          .contains("127.0.0.1", "listeners.mqtt.proxies");
    }
  }

  @Test
  void boundsAreThoseOfTheClientsNotOfTheProxy() throws IOException {
    try (TestGateway it =
            TestGateway.with(
                "listeners.mqtt.proxies", "127.0.0.1", "admission.connections-per-source", "1");
        RawMqtt first = mqtt(it);
        RawMqtt same = mqtt(it);
        RawMqtt other = mqtt(it)) {
      first.send(hex(V1) + RawMqtt.connect("first", true, 60));
      assertThat(first.receive()).isEqualTo(ACCEPTED);
      same.send(hex(V1) + RawMqtt.connect("same", true, 60));
      assertThat(same.receive()).isEqualTo("closed");
      assertThat(it.departure(DisconnectReason.SOURCE_FULL).disconnect().detail())
          .contains("192.0.2.7");
      other.send(hex(V1.replace("192.0.2.7", "192.0.2.8")) + RawMqtt.connect("other", true, 60));
      assertThat(other.receive()).isEqualTo(ACCEPTED);
    }
  }

  @Test
  void theHeaderComesBeforeTlsAtEveryDoor(@TempDir Path folder) throws IOException {
    var pki = new TestPki(folder);
    pki.authority("authority");
    SSLContext trusting = pki.client("authority");
    String[] settings =
        pki.server("authority", "gateway")
            .opens(
                List.of("tls", "https", "mqtts"),
                "listeners.tcp.proxies",
                "127.0.0.1",
                "listeners.http.proxies",
                "127.0.0.1",
                "listeners.http.proxy-protocol",
                "true",
                "listeners.mqtt.proxies",
                "127.0.0.1");
    try (TestGateway it = TestGateway.with(settings);
        RawClient frames = new RawClient(proxied(it, Gateway.TLS, trusting));
        Socket web = proxied(it, Doors.HTTPS, trusting);
        RawMqtt mqtt = new RawMqtt(proxied(it, MqttDoor.TLS, trusting))) {
      frames.login("by-frames");
      web.getOutputStream()
          .write(
              "PUT /v1/heartbeats/by-http HTTP/1.1\r\nHost: gw\r\nContent-Length: 2\r\n\r\n{}"
                  .getBytes(US_ASCII));
      byte[] status = "HTTP/1.1 200".getBytes(US_ASCII);
      assertThat(web.getInputStream().readNBytes(status.length)).isEqualTo(status);
      assertThat(mqtt.send(RawMqtt.connect("by-mqtt", true, 60)).receive()).isEqualTo(ACCEPTED);

      for (String client : List.of("by-frames", "by-http", "by-mqtt")) {
        assertThat(source(it, client)).as(client).isEqualTo("192.0.2.7");
      }
    }
  }

  private static SSLSocket proxied(TestGateway it, String door, SSLContext trusting)
      throws IOException {
    InetSocketAddress address = at(it, door);
    Socket below = new Socket(address.getAddress(), address.getPort());
    below.setSoTimeout(30_000);
    below.getOutputStream().write(V1.getBytes(US_ASCII));
    SSLSocket above =
        (SSLSocket) trusting.getSocketFactory().createSocket(below, "localhost", 0, true);
    above.startHandshake();
    return above;
  }
}
