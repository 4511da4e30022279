package io.heartwire.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.gateway.session.Session;
import io.heartwire.wire.CloseCode;
import io.heartwire.wire.Frame;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WebhookAuthenticatorTest {
  private final List<String> questions = new CopyOnWriteArrayList<>();
  private final List<String> headers = new CopyOnWriteArrayList<>();
  private final CountDownLatch end = new CountDownLatch(1);
  private volatile int status = 200;
  private volatile String answer = "{\"allow\": true}";
  private volatile boolean silent;
  private HttpServer server;

  @BeforeEach
  void listen() throws IOException {
    server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.setExecutor(Executors.newCachedThreadPool());
    server.createContext("/who", this::answer);
    server.start();
  }

  private void answer(HttpExchange exchange) throws IOException {
    headers.add(exchange.getRequestHeaders().getFirst("Authorization"));
    headers.add(String.valueOf(exchange.getRequestHeaders().getFirst("X-Heartwire-Signature")));
    questions.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    if (silent) {
      awaitEnd();
    }
    byte[] body = answer.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private void awaitEnd() {
    try {
      assertThat(end.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @AfterEach
  void stop() {
    end.countDown();
    server.stop(0);
  }

  private TestGateway gateway(String... more) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "auth.mode", "webhook",
                "auth.webhook.url", "http://127.0.0.1:" + server.getAddress().getPort() + "/who",
                "auth.webhook.token", "the-token-of-the-gateway",
                "auth.webhook.secret", "what-is-signed-with"));
    all.addAll(List.of(more));
    return TestGateway.with(all.toArray(String[]::new));
  }

  private static Optional<CloseCode> refusal(TestGateway it) throws IOException {
    try (RawClient client = it.connect()) {
      client.send(Frame.Hello.of("dev-1", "a-secret-credential"));
      return client.receive() instanceof Frame.Goodbye goodbye
          ? Optional.of(goodbye.code())
          : Optional.empty();
    }
  }

  @Test
  void theAnswerSaysWhoItIs() throws IOException {
    answer =
        "{\"allow\": true, \"user\": \"ann\", \"group\": \"vip\", \"tags\": [\"floor-2\"],"
            + " \"expiresAt\": \"2100-01-01T00:00:00Z\"}";
    try (TestGateway it = gateway();
        RawClient client = it.connect()) {
      client.send(Frame.Hello.of("dev-1", "a-secret-credential"));
      client.receive(Frame.Welcome.class);
      Session session = it.gateway.sessions().sessions().iterator().next();
      assertThat(session.user()).contains("ann");
      assertThat(session.group()).isEqualTo("vip");
      assertThat(session.tags().names()).containsExactly("floor-2");
      assertThat(session.expiry()).isPresent();
      assertThat(questions.get(0))
          .contains("\"clientId\":\"dev-1\"", "\"credential\":\"a-secret-credential\"");
      assertThat(headers.get(0)).isEqualTo("Bearer the-token-of-the-gateway");
      assertThat(headers.get(1)).startsWith("sha256=");
    }
  }

  @Test
  void aYesIsKeptAndANoIsNot() throws IOException {
    try (TestGateway it = gateway()) {
      answer = "{\"allow\": false, \"reason\": \"blocked\"}";
      assertThat(refusal(it)).contains(CloseCode.AUTHENTICATION_FAILED);
      assertThat(it.departure(DisconnectReason.AUTHENTICATION_FAILED).disconnect().detail())
          .isEqualTo("auth.webhook says: blocked");
      status = 403;
      assertThat(refusal(it)).contains(CloseCode.AUTHENTICATION_FAILED);
      status = 200;
      answer = "{\"allow\": true}";
      assertThat(refusal(it)).isEmpty();
      assertThat(refusal(it)).isEmpty();
      assertThat(questions).hasSize(3);
    }
  }

  @Test
  void aSystemOutOfOrderIsNotTheClientsFault() throws IOException {
    try (TestGateway it = gateway("auth.webhook.timeout", "300ms")) {
      status = 500;
      assertThat(refusal(it)).contains(CloseCode.AUTHENTICATOR_UNAVAILABLE);
      status = 200;
      for (String odd : List.of("no JSON", "{}", "{\"allow\": \"yes\"}", "[]")) {
        answer = odd;
        assertThat(refusal(it)).as(odd).contains(CloseCode.AUTHENTICATOR_UNAVAILABLE);
      }
      answer = "{\"allow\": true}";
      silent = true;
      assertThat(refusal(it)).contains(CloseCode.AUTHENTICATOR_UNAVAILABLE);
      assertThat(it.gateway.gate().inFlight()).isZero();
      assertThat(it.gateway.disconnects().recent().toString())
          .doesNotContain("a-secret-credential", "the-token-of-the-gateway");
    }
  }

  @Test
  void aUrlIsNeeded() {
    assertThatThrownBy(() -> TestGateway.with("auth.mode", "webhook"))
        .hasMessageContaining("auth.webhook.url");
  }
}
