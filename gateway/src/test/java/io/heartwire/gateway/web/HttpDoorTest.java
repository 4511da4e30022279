package io.heartwire.gateway.web;

import static io.heartwire.gateway.web.RawWebSocket.JSON;
import static io.heartwire.gateway.web.RawWebSocket.PROTOBUF;
import static io.heartwire.gateway.web.RawWebSocket.door;
import static io.heartwire.gateway.web.RawWebSocket.upgrade;
import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.gateway.TestGateway;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The HTTP listener before anything becomes a WebSocket. */
class HttpDoorTest {
  private static TestGateway gateway;

  @BeforeAll
  static void open() {
    gateway =
        TestGateway.with(
            "listeners.http.max-body", "1KiB", "listeners.http.origins", "https://app.example");
  }

  @AfterAll
  static void close() {
    gateway.close();
  }

  private static String lines(String text) {
    return text.replace("|", "\r\n").replace("^", "\n");
  }

  @Test
  void answersWhatItDoesNotHaveWithAProblemAndKeepsTheConnection() throws IOException {
    try (RawHttp client = new RawHttp(door(gateway))) {
      for (int i = 0; i < 3; i++) {
        RawHttp.Answer answer = client.ask("GET /nothing?a=b HTTP/1.1\r\nHost: gw\r\n\r\n");
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.headers()).containsEntry("content-type", "application/problem+json");
        assertThat(answer.body()).contains("\"status\":404", "/nothing");
      }
    }
  }

  @Test
  void answersPipelinedRequestsOneAfterTheOther() throws IOException {
    try (RawHttp client = new RawHttp(door(gateway))) {
      String request = "GET /%d HTTP/1.1\r\nHost: gw\r\n\r\n";
      client.send(
          String.format(request, 1) + String.format(request, 2) + String.format(request, 3));
      for (int i = 1; i <= 3; i++) {
        assertThat(client.answer().body()).contains("/" + i);
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "GET / HTTP/1.1||;400",
        "GET / HTTP/1.1|Host: a|Host: b||;400",
        "nonsense||;400",
        "GET / HTTP/2.0|Host: a||;505",
        "POST / HTTP/1.1|Host: a|Content-Length: 3|Transfer-Encoding: chunked||0||;400",
        "POST / HTTP/1.1|Host: a|Transfer-Encoding: chunked|Content-Length: 3||0||;400",
        "POST / HTTP/1.0|Host: a|Content-Length: 3|Transfer-Encoding: chunked||0||;400",
        "POST / HTTP/1.1|Host: a|Content-Length: 3|Content-Length: 4||abcd;400",
        "POST / HTTP/1.1|Host: a|Content-Length: 3, 4||abcd;400",
        "POST / HTTP/1.1|Host: a|Content-Length: -3||;400",
        "POST / HTTP/1.1|Host: a|Content-Length: +3||abc;400",
        "POST / HTTP/1.1|Host: a|Transfer-Encoding: chunked||zz|;400",
        "POST / HTTP/1.1|Host: a|Transfer-Encoding : chunked||0||;400",
        "POST / HTTP/1.1|Host: a|Transfer-Encoding: identity, chunked, identity||0||;400",
        "POST / HTTP/1.1|Host: a|Transfer-Encoding: xchunked||;400",
        "POST / HTTP/1.1|Host: a|Transfer-Encoding: gzip||;400",
        "POST / HTTP/1.1|Host: a|Transfer-Encoding: gzip, chunked||0||;400",
        "POST / HTTP/1.1|Host: a|Transfer-Encoding: chunked, chunked||0||;400",
        "POST / HTTP/1.1|Host: a|Transfer-Encoding: identity|Transfer-Encoding: chunked||0||;400",
        "POST / HTTP/1.1|Host: a|Transfer-Encoding: chunked|Transfer-Encoding: identity||0||;400",
        "POST / HTTP/1.1|Host: a|Transfer-Encoding:\u000bchunked||0||;400",
        "POST / HTTP/1.0|Host: a|Transfer-Encoding: chunked||0||;400",
        "POST / HTTP/1.1|Host: a|Transfer-Encoding: chunked||3^abc|0||;400",
        "POST / HTTP/1.1|Host: a|Transfer-Encoding: chunked||0x3|abc|0||;400",
        "POST / HTTP/1.1|Host: a|Transfer-Encoding: chunked||-3|abc|0||;400",
        "POST / HTTP/1.1|Host: a|Transfer-Encoding: chunked||3|abcX|0||;400",
        "POST / HTTP/1.1|Host: a|Transfer-Encoding: chunked||ffffffffffffffff|a;400",
        "POST / HTTP/1.1|Host: a|Content-Length : 3||abc;400",
        "POST / HTTP/1.1|Host: a|Content-Length: 0x3||abc;400",
        "POST / HTTP/1.1|Host: a|Content-Length: 3, 3||abc;400",
        "POST / HTTP/1.1|Host: a|Content-Length:||abc;400",
        "POST / HTTP/1.1|Host: a|Content-Length: 99999999999999999999||;400",
        "GET / HTTP/1.1|Host: a|X: b^Content-Length: 3||abc;400",
        "GET / HTTP/1.1|Host: a|: b||;400",
        "GET /\u0001 HTTP/1.1|Host: a||;400",
        "GET /\u00e9 HTTP/1.1|Host: a||;400",
        "POST / HTTP/1.1|Host: a|Content-Length: 2000||;413",
        "GET / HTTP/1.1|Host: a|X: a\u0000b||;400",
      })
  void refusesWhatIsNoRequestOrHasAnEndThatIsAMatterOfOpinion(String request, int status)
      throws IOException {
    long before = gateway.gateway.counters().httpRefused();
    try (RawHttp client = new RawHttp(door(gateway))) {
      RawHttp.Answer answer = client.ask(lines(request));
      assertThat(answer.status()).isEqualTo(status);
      assertThat(answer.headers()).containsEntry("connection", "close");
      client.socket.shutdownOutput();
      assertThat(client.closes()).isTrue();
    }
    assertThat(gateway.gateway.counters().httpRefused()).isEqualTo(before + 1);
  }

  @Test
  void whoIsRefusedWhileItSendsHasAWhileToReadWhyAndIsCutThen() throws IOException {
    long began = System.nanoTime();
    try (RawHttp client = new RawHttp(door(gateway))) {
      RawHttp.Answer answer =
          client.ask("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2000\r\n\r\n");
      assertThat(answer.status()).isEqualTo(413);
      client.send("a".repeat(1_000));
      assertThat(client.closes()).isTrue();
      assertThat((System.nanoTime() - began) / 1e6)
          .as("at once the rest of the body would be answered by a reset")
          .isGreaterThan(900);
    }
  }

  @Test
  void boundsTheFirstLineAndTheHeaders() throws IOException {
    try (RawHttp line = new RawHttp(door(gateway));
        RawHttp headers = new RawHttp(door(gateway))) {
      assertThat(line.ask("GET /" + "a".repeat(5_000) + " HTTP/1.1\r\n").status()).isEqualTo(414);
      String bomb = "GET / HTTP/1.1\r\nHost: a\r\n" + "X: bomb\r\n".repeat(3_000);
      assertThat(headers.ask(bomb).status()).isEqualTo(431);
    }
  }

  @Test
  void aRequestHasADeadlineFromAcceptOn() throws IOException {
    try (TestGateway it = TestGateway.with("login.deadline", "300ms");
        RawHttp slow = new RawHttp(door(it));
        RawHttp idle = new RawHttp(door(it))) {
      assertThat(idle.ask("GET / HTTP/1.1\r\nHost: gw\r\n\r\n").status()).isEqualTo(404);
      slow.send("GET / HTTP/1.1\r\nHost: ");
      assertThat(slow.answer().status()).isEqualTo(408);
      assertThat(slow.closes()).isTrue();
      assertThat(idle.closes()).isTrue();
      it.departure(DisconnectReason.LOGIN_TIMEOUT);
    }
  }

  @Test
  void whoIsOneTooManyIsToldSoInTheWordsOfItsProtocol() throws IOException {
    try (TestGateway it = TestGateway.with("listeners.tcp.max-connections", "1");
        RawWebSocket first = RawWebSocket.loggedIn(it, "first");
        RawHttp http = new RawHttp(door(it))) {
      RawHttp.Answer busy = http.ask("GET / HTTP/1.1\r\nHost: gw\r\n\r\n");
      assertThat(busy.status()).isEqualTo(503);
      assertThat(Integer.parseInt(busy.headers().get("retry-after"))).isBetween(1, 10);
      try (RawWebSocket socket = RawWebSocket.open(it, JSON)) {
        assertThat(socket.next().text()).contains("\"code\":4100", "retryAfterMs");
        assertThat(socket.next().closeCode()).isEqualTo(4100);
      }
      assertThat(first.socket.isClosed()).isFalse();
    }
  }

  @Test
  void everybodyIsToldWhenItIsStopped() throws IOException {
    TestGateway it = TestGateway.with();
    try (RawHttp idle = new RawHttp(door(it));
        RawHttp silent = new RawHttp(door(it));
        RawWebSocket client = RawWebSocket.loggedIn(it, "dev-1")) {
      idle.ask("GET / HTTP/1.1\r\nHost: gw\r\n\r\n");
      var closer = new Thread(it::close);
      closer.start();
      assertThat(client.closeCode()).isEqualTo(4101);
      assertThat(idle.closes()).isTrue();
      assertThat(silent.closes()).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "GET /ws HTTP/1.1|Host: gw||;426",
        "POST /ws HTTP/1.1|Host: gw||;405",
        "GET /ws HTTP/1.1|Host: gw|Upgrade: websocket||;426",
        "GET /ws HTTP/1.1|Host: gw|Upgrade: websocket|Connection: Upgrade"
            + "|Sec-WebSocket-Version: 8||;426",
        "GET /ws HTTP/1.1|Host: gw|Upgrade: websocket|Connection: Upgrade"
            + "|Sec-WebSocket-Version: 13||;400",
        "GET /ws HTTP/1.1|Host: gw|Upgrade: websocket|Connection: Upgrade"
            + "|Sec-WebSocket-Version: 13|Sec-WebSocket-Key: c2hvcnQ=||;400",
        "GET /ws HTTP/1.0|Host: gw|Upgrade: websocket|Connection: Upgrade"
            + "|Sec-WebSocket-Version: 13|Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==||;426",
      })
  void refusesAHandshakeThatIsNone(String request, int status) throws IOException {
    try (RawHttp client = new RawHttp(door(gateway))) {
      RawHttp.Answer answer = client.ask(lines(request));
      assertThat(answer.status()).isEqualTo(status);
      if (status == 426) {
        assertThat(answer.headers()).containsEntry("upgrade", "websocket");
      }
    }
  }

  @Test
  void answersTheKeyAsTheStandardHasItAndAgreesOnASubprotocol() throws IOException {
    try (RawHttp client = new RawHttp(door(gateway));
        RawHttp other = new RawHttp(door(gateway));
        RawHttp none = new RawHttp(door(gateway))) {
      RawHttp.Answer answer = client.ask(upgrade("chat, " + JSON));
      assertThat(answer.status()).isEqualTo(101);
      assertThat(answer.headers())
          .containsEntry("sec-websocket-accept", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
          .containsEntry("sec-websocket-protocol", JSON)
          .doesNotContainKey("sec-websocket-extensions");
      assertThat(other.ask(upgrade("chat")).status()).isEqualTo(400);
      assertThat(none.ask(upgrade("")).body()).contains(PROTOBUF, JSON);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "https://app.example,101",
    "HTTPS://App.Example,101",
    "https://evil.example,403",
    "null,403"
  })
  void letsOnlyPagesOfNamedOriginsIn(String origin, int status) throws IOException {
    try (RawHttp client = new RawHttp(door(gateway))) {
      assertThat(client.ask(upgrade(JSON, "Origin: " + origin)).status()).isEqualTo(status);
    }
  }

  @ParameterizedTest
  @CsvSource({"http://gw,101", "https://gw,101", "https://gw.example,403", "http://gw:81,403"})
  void letsPagesOfTheSameHostInIfNoneAreNamed(String origin, int status) throws IOException {
    try (TestGateway it = TestGateway.with();
        RawHttp client = new RawHttp(door(it))) {
      assertThat(client.ask(upgrade(JSON, "Origin: " + origin)).status()).isEqualTo(status);
    }
  }

  @Test
  void whatComesRightBehindTheUpgradeIsReadAsFramesOfTheSocket() throws IOException {
    byte[] ping = RawWebSocket.masked(0x89, new byte[] {7});
    try (RawHttp client = new RawHttp(door(gateway))) {
      byte[] head = upgrade(JSON).getBytes(StandardCharsets.ISO_8859_1);
      byte[] all = Arrays.copyOf(head, head.length + ping.length);
      System.arraycopy(ping, 0, all, head.length, ping.length);
      client.send(all);
      assertThat(client.answer().status()).isEqualTo(101);
      assertThat(client.bytes(3)).isEqualTo(new byte[] {(byte) 0x8A, 1, 7});
    }
  }
}
