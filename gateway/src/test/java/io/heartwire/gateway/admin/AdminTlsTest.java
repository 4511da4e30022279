package io.heartwire.gateway.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heartwire.gateway.TestGateway;
import io.heartwire.gateway.TestPki;
import io.heartwire.gateway.config.GatewayConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The door for operators over TLS. */
class AdminTlsTest {
  private static final String DO = "a-token-to-do-with";

  @TempDir static Path folder;
  private static TestPki pki;
  private static TestPki.Pem authority;
  private static TestPki.Pem server;
  private static TestPki.Pem next;

  @BeforeAll
  static void certificates() {
    pki = new TestPki(folder);
    authority = pki.authority("authority");
    pki.authority("stranger");
    server = pki.server("authority", "gateway");
    next = pki.server("authority", "next");
  }

  private static AdminDoor door(TestPki.Pem pem, String... more) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "admin.tls",
                "true",
                "tls.certificate",
                pem.certificate().toString(),
                "tls.key",
                pem.key().toString(),
                "tls.watch",
                "100ms"));
    all.addAll(List.of(more));
    return AdminDoor.with(all.toArray(String[]::new));
  }

  private static int status(AdminDoor door, String trusted, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(door.server.uri() + "/api/v1/status"))
            .timeout(Duration.ofSeconds(10));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .sslContext(pki.client(trusted))
        .build()
        .send(request.build(), BodyHandlers.discarding())
        .statusCode();
  }

  private static SSLSocket connect(AdminDoor door) throws IOException {
    var address = door.server.address();
    var socket =
        (SSLSocket)
            pki.client("authority")
                .getSocketFactory()
                .createSocket(address.getAddress(), address.getPort());
    socket.setSoTimeout(30_000);
    return socket;
  }

  private static String shown(AdminDoor door) {
    try (SSLSocket socket = connect(door)) {
      return socket.getSession().getPeerPrincipal().getName();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String healthOn(Socket connection) throws IOException {
    connection
        .getOutputStream()
        .write("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.UTF_8));
    var in =
        new BufferedReader(
            new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8));
    String first = in.readLine();
    int length = 0;
    for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
      if (line.regionMatches(true, 0, "Content-Length:", 0, 15)) {
        length = Integer.parseInt(line.substring(15).strip());
      }
    }
    assertThat(in.read(new char[length])).isEqualTo(length);
    return first;
  }

  @Test
  void itIsReachedOverTlsByWhoeverTrustsItAndHasTheToken() throws Exception {
    try (AdminDoor door = door(server, "admin.operate-token", DO)) {
      assertThat(door.server.uri().getScheme()).isEqualTo("https");
      assertThat(status(door, "authority")).isEqualTo(401);
      assertThat(status(door, "authority", "Authorization", "Bearer " + DO)).isEqualTo(200);
      assertThatThrownBy(() -> status(door, "stranger")).isInstanceOf(SSLException.class);
    }
  }

  @Test
  void whatIsNoTlsIsToldNothing() throws IOException {
    try (AdminDoor door = door(server)) {
      String answer = door.raw("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
      assertThat(answer).doesNotContain("HTTP/").doesNotContain("up");
    } catch (java.net.SocketException e) {
      assertThat(e).as("the gateway hung up").hasMessageContaining("reset");
    }
  }

  @Test
  void aNewCertificateIsForNewConnectionsAndTheOldOnesStay() throws IOException {
    var live = new TestPki.Pem(folder.resolve("live.crt"), folder.resolve("live.key"));
    put(server, live);
    try (AdminDoor door = door(live);
        SSLSocket before = connect(door)) {
      assertThat(before.getSession().getPeerPrincipal().getName()).isEqualTo("CN=gateway");
      assertThat(healthOn(before)).contains(" 200 ");
      put(next, live);
      TestGateway.await("the new certificate", () -> shown(door).equals("CN=next"));
      assertThat(healthOn(before)).contains(" 200 ");
    }
  }

  private static void put(TestPki.Pem from, TestPki.Pem to) throws IOException {
    Files.copy(from.certificate(), to.certificate(), StandardCopyOption.REPLACE_EXISTING);
    Files.copy(from.key(), to.key(), StandardCopyOption.REPLACE_EXISTING);
  }

  @Test
  void nobodyIsAskedForACertificateThatClientsMustShow() throws Exception {
    try (AdminDoor door =
        door(
            server,
            "listeners.tls.enabled",
            "true",
            "listeners.tls.port",
            "0",
            "tls.client-auth",
            "require",
            "tls.client-ca",
            authority.certificate().toString())) {
      assertThat(status(door, "authority")).isEqualTo(200);
    }
  }

  @Test
  void aPageOfThisDoorIsOfHttps() throws Exception {
    try (AdminDoor door = door(server)) {
      String here = door.server.uri().toString();
      assertThat(status(door, "authority", "Origin", here)).isEqualTo(200);
      assertThat(status(door, "authority", "Origin", here.replace("https", "http"))).isEqualTo(403);
    }
  }

  @Test
  void itNeedsACertificateAndIsMissedOnOtherAddresses() {
    assertThatThrownBy(() -> GatewayConfig.of("admin.tls", "true"))
        .hasMessageContaining("admin.tls needs tls.certificate");
    assertThat(GatewayConfig.of("admin.tls", "true", "admin.enabled", "false").warnings())
        .noneMatch(warning -> warning.contains("admin."));
    String[] elsewhere = {"admin.host", "0.0.0.0", "admin.operate-token", DO};
    assertThat(GatewayConfig.of(elsewhere).warnings())
        .anyMatch(warning -> warning.startsWith("admin.host (0.0.0.0)"))
        .anyMatch(warning -> warning.contains("set admin.tls"));
    List<String> secured = new ArrayList<>(List.of(elsewhere));
    secured.addAll(List.of("admin.tls", "true", "tls.certificate", "a", "tls.key", "b"));
    assertThat(GatewayConfig.of(secured.toArray(String[]::new)).warnings())
        .noneMatch(warning -> warning.contains("admin.host"));
  }
}
