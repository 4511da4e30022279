package io.heartwire.gateway.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heartwire.gateway.Administration;
import io.heartwire.gateway.TestGateway;
import java.io.IOException;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the door for operators keeps out, and how it opens and closes. */
class AdminGuardTest {
  private static AdminDoor door;

  @BeforeAll
  static void open() {
    door = AdminDoor.with();
  }

  @AfterAll
  static void close() {
    door.close();
  }

  @Test
  void refusesABodyBeyondTheLimitHoweverItIsSent() throws IOException {
    String big = "{\"enabled\":true,\"x\":\"" + "y".repeat(2_000) + "\"}";

    AdminDoor.Answer sized = door.send("PUT", "/api/v1/checks/client/x", big);
    String chunked =
        door.raw(
            "PUT /api/v1/checks/client/x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n"
                + Integer.toHexString(big.length())
                + "\r\n"
                + big
                + "\r\n0\r\n\r\n");

    assertThat(sized.status()).isEqualTo(413);
    assertThat(sized.type()).startsWith("application/problem+json");
    assertThat(chunked).startsWith("HTTP/1.1 413").contains("application/problem+json");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "evil.example:7480",
        "127.0.0.1.evil.example",
        "localhost@evil.example",
        "0.0.0.0"
      })
  void refusesAForeignHost(String host) throws IOException {
    String answer =
        door.raw("GET /api/v1/status HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");

    assertThat(answer).matches("(?s)HTTP/1.1 40[03] .*application/problem\\+json.*");
    assertThat(answer).doesNotContain("attached\":");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"localhost", "localhost:9999", "127.0.0.1", "127.0.0.2:7480", "[::1]:7480"})
  void answersToEveryNameOfThisMachine(String host) throws IOException {
    String answer =
        door.raw("GET /readyz HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");

    assertThat(answer).startsWith("HTTP/1.1 200");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://evil.example",
        "null",
        "https://localhost",
        "http://localhost:1",
        "file://"
      })
  void refusesAForeignOrigin(String origin) {
    AdminDoor.Answer answer = door.send("DELETE", "/api/v1/clients/victim", "", "Origin", origin);

    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.type()).startsWith("application/problem+json");
    assertThat(answer.json().path("detail").asText()).contains(origin);
  }

  @Test
  void answersToItsOwnOrigin() {
    assertThat(door.get("/api/v1/status", "Origin", door.server.uri().toString()).status())
        .isEqualTo(200);
  }

  @Test
  void answersMalformedHttpWithoutAPageOfTheServerItself() throws IOException {
    String answer = door.raw("GET / HTTP/1.1\r\nbroken\r\n\r\n");

    assertThat(answer).startsWith("HTTP/1.1 400").doesNotContainIgnoringCase("jetty");
  }

  @Test
  void isReadyUntilTheGatewayStops() {
    try (AdminDoor own = AdminDoor.with()) {
      assertThat(own.get("/healthz").json().path("status").asText()).isEqualTo("up");
      assertThat(own.get("/readyz").status()).isEqualTo(200);

      own.server.stopping();

      assertThat(own.get("/readyz").status()).isEqualTo(503);
      assertThat(own.get("/healthz").status()).isEqualTo(200);
    }
  }

  @Test
  void saysInOneSentenceThatThePortIsTaken() {
    String port = Integer.toString(door.server.address().getPort());

    try (TestGateway second = TestGateway.with("admin.port", port)) {
      assertThatThrownBy(() -> Administration.start(second.gateway, InstantSource.system()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "the administration cannot listen on 127.0.0.1:"
                  + port
                  + " (Address already in use): stop what uses the port, or choose another one"
                  + " (admin.host, admin.port), or set admin.enabled: false");
    }
  }
}
