package io.heartwire.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.gateway.session.Departure;
import io.heartwire.gateway.session.Session;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTP, WebSockets and MQTT over TLS, by clients that are not ours. */
class TlsDoorsTest {
  @TempDir static Path folder;
  private static TestPki pki;
  private static TestPki.Pem authority;
  private static TestPki.Pem server;

  @BeforeAll
  static void certificates() {
    pki = new TestPki(folder);
    authority = pki.authority("authority");
    server = pki.server("authority", "gateway");
    pki.authority("stranger");
    pki.issued("authority", "dev-1", "san=dns:dev-1");
    pki.issued("stranger", "dev-2", "san=dns:dev-2");
  }

  private static TestGateway gateway(String... more) {
    return gateway(server, more);
  }

  private static TestGateway gateway(TestPki.Pem pem, String... more) {
    return TestGateway.with(pem.opens(List.of("https", "mqtts"), more));
  }

  private static TestGateway mutual(String... more) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "tls.client-auth", "require",
                "tls.client-ca", authority.certificate().toString(),
                "auth.mode", "certificate"));
    all.addAll(List.of(more));
    return gateway(all.toArray(String[]::new));
  }

  private static int port(TestGateway it, String door) {
    return it.gateway.ports().get(door).getPort();
  }

  private static SSLContext client(String... own) {
    return pki.client("authority", own);
  }

  private static JavaWebSocket socket(TestGateway to, SSLContext context) {
    return new JavaWebSocket(port(to, "https"), context);
  }

  private static MqttClient mqtt(TestGateway to, String id, SSLContext context, int keepAlive)
      throws MqttException {
    var client =
        new MqttClient("ssl://localhost:" + port(to, "mqtts"), id, new MemoryPersistence());
    var options = new MqttConnectOptions();
    options.setSocketFactory(context.getSocketFactory());
    options.setKeepAliveInterval(keepAlive);
    options.setWill("last/words", "bye".getBytes(UTF_8), 1, false);
    client.connect(options);
    return client;
  }

  private static HttpResponse<String> put(TestGateway to, String id, SSLContext context)
      throws IOException, InterruptedException {
    return HttpClient.newBuilder()
        .sslContext(context)
        .build()
        .send(
            HttpRequest.newBuilder(
                    URI.create("https://localhost:" + port(to, "https") + "/v1/heartbeats/" + id))
                .timeout(Duration.ofSeconds(10))
                .PUT(BodyPublishers.ofString("{\"ttlMs\": 90000}"))
                .build(),
            BodyHandlers.ofString());
  }

  private static Session session(TestGateway of, String clientId) {
    return of.gateway.sessions().session(new ClientId(clientId)).orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(strings = {"openssl", "jdk"})
  void aWebSocketOverTlsLogsInAndBeats(String provider) {
    try (TestGateway it = gateway("tls.provider", provider);
        JavaWebSocket client = socket(it, client())) {
      assertThat(client.hello("tab-1").next()).startsWith("{\"welcome\"");
      assertThat(client.send("{\"ping\":{\"sequence\":7}}").next())
          .isEqualTo("{\"pong\":{\"sequence\":7}}");
      assertThat(session(it, "tab-1").listener()).isEqualTo("https");
      client.send("{\"goodbye\":{\"code\":4300}}");
      assertThat(client.next()).isEqualTo("closed 4300");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"openssl", "jdk"})
  void aHeartbeatComesByHttps(String provider) throws Exception {
    try (TestGateway it = gateway("tls.provider", provider)) {
      HttpResponse<String> answer = put(it, "backup", client());
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).contains("\"listener\":\"https\"");
      assertThat(session(it, "backup").listener()).isEqualTo("https");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"openssl", "jdk"})
  void pahoComesByMqttsAndLives(String provider) throws Exception {
    try (TestGateway it = gateway("tls.provider", provider)) {
      MqttClient client = mqtt(it, "paho", client(), 1);
      Session session = session(it, "paho");
      assertThat(session.listener()).isEqualTo("mqtts");
      assertThat(session.policy().timeout()).hasMillis(1_500);
      TestGateway.await(
          "three keep alives",
          () -> Duration.between(session.since(), java.time.Instant.now()).toMillis() > 3_000);
      assertThat(client.isConnected()).isTrue();
      // Its third ping is on its way now. Paho misses the answer that comes as it leaves, waits
      // for it in silence as long as it may, 30 s by default, and is dead of that.
      client.disconnect(100);
      client.close();
      it.departure(DisconnectReason.GOODBYE);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"https", "mqtts"})
  void aDoorOverTlsNeedsACertificateAPortOfItsOwnAndCredentials(String door) {
    String prefix = "listeners." + door + ".";
    assertThatThrownBy(() -> TestGateway.with(prefix + "enabled", "true"))
        .hasMessageContaining(prefix + "enabled needs tls.certificate");
    assertThatThrownBy(() -> gateway(prefix + "port", "7999", "admin.port", "7999"))
        .hasMessageContaining("7999")
        .hasMessageContaining(prefix + "port");
    assertThatThrownBy(() -> gateway(prefix + "host", "0.0.0.0"))
        .hasMessageContaining(prefix + "host (0.0.0.0)");
  }

  @Test
  void theDoorsWithoutTlsMayBeShut() throws Exception {
    try (TestGateway it =
        gateway("listeners.http.enabled", "false", "listeners.mqtt.enabled", "false")) {
      assertThat(it.gateway.ports()).containsOnlyKeys("tcp", "https", "mqtts");
      assertThat(put(it, "backup", client()).statusCode()).isEqualTo(200);
      mqtt(it, "paho", client(), 60).disconnect();
    }
  }

  @Test
  void aSilentClientIsDeadOverTlsAsWithout() throws Exception {
    try (TestGateway it = gateway();
        RawMqtt client = raw(it, client())) {
      client.send(RawMqtt.connect("dev-1", true, 1));
      assertThat(client.receive()).isEqualTo("20020000");
      Departure departure = it.departure(DisconnectReason.SILENT);
      assertThat(departure.disconnect().silenceMs()).isBetween(1_500L, 1_900L);
      assertThat(departure.listener()).isEqualTo("mqtts");
      assertThat(client.receive()).isEqualTo("closed");
    }
  }

  private static RawMqtt raw(TestGateway to, SSLContext context) throws IOException {
    return new RawMqtt(over(below(to, "mqtts"), context));
  }

  private static Socket below(TestGateway to, String door) throws IOException {
    InetSocketAddress address = to.gateway.ports().get(door);
    return new Socket(address.getAddress(), address.getPort());
  }

  private static SSLSocket over(Socket below, SSLContext context) throws IOException {
    return (SSLSocket) context.getSocketFactory().createSocket(below, "localhost", 0, true);
  }

  @ParameterizedTest
  @ValueSource(strings = {"https", "mqtts"})
  void whatIsNoTlsIsRefusedAndCounted(String door) throws IOException {
    try (TestGateway it = gateway();
        Socket client = below(it, door)) {
      client.getOutputStream().write("GET /a-secret HTTP/1.1\r\n\r\n".getBytes(UTF_8));
      Departure departure = it.departure(DisconnectReason.TLS_FAILED);
      assertThat(departure.listener()).isEqualTo(door);
      assertThat(departure.disconnect().detail()).startsWith("what came is no TLS");
      client.setSoTimeout(30_000);
      client.getInputStream().readAllBytes();
      assertThat(it.count(DisconnectReason.TLS_FAILED)).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"https", "mqtts"})
  void aSlowHandshakeIsCutByTheLoginDeadline(String door) throws IOException {
    try (TestGateway it = gateway("login.deadline", "300ms");
        Socket client = below(it, door)) {
      client.getOutputStream().write(new byte[] {22, 3, 1, 1, 0, 1});
      assertThat(it.departure(DisconnectReason.LOGIN_TIMEOUT).listener()).isEqualTo(door);
      client.setSoTimeout(30_000);
      assertThatThrownBy(() -> client.getInputStream().read()).hasMessageContaining("reset");
    }
  }

  @Test
  void aLoginAfterTheHandshakeHasTheSameDeadline() throws IOException {
    try (TestGateway it = gateway("login.deadline", "300ms");
        SSLSocket client = over(below(it, "mqtts"), client())) {
      client.startHandshake();
      assertThat(it.departure(DisconnectReason.LOGIN_TIMEOUT).listener()).isEqualTo("mqtts");
      client.setSoTimeout(30_000);
      assertThat(client.getInputStream().read()).isNegative();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"openssl", "jdk"})
  void aCertificateOfAnotherAuthorityStaysOutAndIsCounted(String provider) {
    try (TestGateway it = mutual("tls.provider", provider)) {
      SSLContext wrong = client("dev-2");
      assertThatThrownBy(() -> mqtt(it, "dev-2", wrong, 60)).isInstanceOf(MqttException.class);
      TestGateway.await("mqtts", () -> failedAt(it, "mqtts"));
      assertThatThrownBy(() -> socket(it, wrong)).isInstanceOf(CompletionException.class);
      TestGateway.await("https", () -> failedAt(it, "https"));
      assertThatThrownBy(() -> put(it, "dev-2", wrong)).isInstanceOf(IOException.class);
      assertThat(it.gateway.sessions().attached()).isZero();
    }
  }

  private static boolean failedAt(TestGateway it, String door) {
    return it.gateway.disconnects().recent().stream()
        .filter(end -> end.listener().equals(door))
        .anyMatch(end -> end.disconnect().reason() == DisconnectReason.TLS_FAILED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"https", "mqtts"})
  void aClientThatTrustsAnotherAuthorityIsCountedAsFailed(String door) throws IOException {
    try (TestGateway it = gateway();
        SSLSocket client = over(below(it, door), pki.client("stranger"))) {
      assertThatThrownBy(client::startHandshake).isInstanceOf(SSLHandshakeException.class);
      assertThat(it.departure(DisconnectReason.TLS_FAILED).listener()).isEqualTo(door);
    }
  }

  @Test
  void aCertificateProvesItsClientAndNobodyElseAtEveryDoor() throws Exception {
    try (TestGateway it = mutual()) {
      try (JavaWebSocket honest = socket(it, client("dev-1"));
          JavaWebSocket liar = socket(it, client("dev-1"))) {
        assertThat(honest.hello("dev-1").next()).startsWith("{\"welcome\"");
        liar.hello("dev-3");
        assertThat(liar.next()).startsWith("{\"goodbye\"");
        assertThat(liar.next()).isEqualTo("closed 4200");
      }
      mqtt(it, "dev-1", client("dev-1"), 60).disconnect();
      assertThatThrownBy(() -> mqtt(it, "dev-3", client("dev-1"), 60))
          .isInstanceOf(MqttException.class);
      TestGateway.await("it is offline", () -> it.gateway.sessions().attached() == 0);
      assertThat(put(it, "dev-1", client("dev-1")).statusCode()).isEqualTo(200);
      assertThat(put(it, "dev-3", client("dev-1")).statusCode()).isEqualTo(403);
      // What a certificate proved a moment ago proves nothing where none is shown.
      URI plain = URI.create("http://localhost:" + port(it, "http") + "/v1/heartbeats/dev-1");
      HttpRequest bare =
          HttpRequest.newBuilder(plain).PUT(BodyPublishers.ofString("{\"ttlMs\": 90000}")).build();
      assertThat(HttpClient.newHttpClient().send(bare, BodyHandlers.discarding()).statusCode())
          .isEqualTo(401);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"openssl", "jdk"})
  void anExchangedCertificateIsForNewConnectionsAndTheOldOnesStay(String provider)
      throws Exception {
    TestPki.Pem live = new TestPki.Pem(folder.resolve("live.crt"), folder.resolve("live.key"));
    put(server, live);
    TestPki.Pem next = pki.server("authority", "next-" + provider);
    try (TestGateway it = gateway(live, "tls.watch", "100ms", "tls.provider", provider);
        JavaWebSocket web = socket(it, client())) {
      web.hello("web").next();
      MqttClient paho = mqtt(it, "paho", client(), 1);
      put(next, live);
      for (String door : List.of("https", "mqtts")) {
        TestGateway.await(door, () -> subjectAt(it, door).equals("CN=next-" + provider));
      }
      assertThat(web.send("{\"ping\":{\"sequence\":9}}").next()).contains("9");
      paho.publish("order", "one".getBytes(UTF_8), 1, false);
      assertThat(it.gateway.sessions().attached()).isEqualTo(2);
      assertThat(it.gateway.disconnects().recent()).allMatch(end -> end.clientId().isEmpty());
      paho.disconnect();
      paho.close();
    }
  }

  private static void put(TestPki.Pem from, TestPki.Pem to) throws IOException {
    Files.copy(from.certificate(), to.certificate(), StandardCopyOption.REPLACE_EXISTING);
    Files.copy(from.key(), to.key(), StandardCopyOption.REPLACE_EXISTING);
  }

  private static String subjectAt(TestGateway it, String door) {
    try (SSLSocket socket = over(below(it, door), client())) {
      return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
          .getSubjectX500Principal()
          .getName();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
