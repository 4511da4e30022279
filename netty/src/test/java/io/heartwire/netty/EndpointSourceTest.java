package io.heartwire.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.heartwire.core.reconnect.Endpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EndpointSourceTest {
  private HttpServer server;
  private EndpointSource source;
  private String body = "";
  private int status = 200;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/endpoints",
        exchange -> {
          byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
    String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/endpoints";
    source = EndpointSource.url(URI.create(url), HttpClient.newHttpClient());
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void readsOneEndpointALineWithOptionalWeights() {
    body = "# gateways\ngw-a:7400\n\n gw-b:7401 3 \r\n[::1]:7402\n";
    assertThat(answer())
        .containsExactly(
            new Endpoint("gw-a", 7400), new Endpoint("gw-b", 7401, 3), new Endpoint("::1", 7402));
  }

  // trap 47
  @Test
  void asksEachTime() {
    body = "gw-a:7400";
    assertThat(answer()).containsExactly(new Endpoint("gw-a", 7400));
    body = "gw-b:7400";
    assertThat(answer()).containsExactly(new Endpoint("gw-b", 7400));
  }

  @Test
  void failsOnAnotherStatusAndOnOtherText() {
    status = 500;
    assertThatThrownBy(this::answer).hasMessageContaining("status 500 instead of 200");
    status = 200;
    body = "<html>";
    assertThatThrownBy(this::answer).hasMessageContaining("<html>");
    body = "gw-a:7400 heavy";
    assertThatThrownBy(this::answer).hasMessageContaining("'gw-a:7400 heavy'");
  }

  @Test
  void givesUpOnAListWithoutEnd() {
    body = "gw-a:7400\n".repeat(UrlEndpoints.MAX_BYTES / 10 + 1);
    assertThatThrownBy(this::answer).hasMessageContaining("more than 65536 bytes");
  }

  @Test
  void failsWhenNobodyAnswers() {
    server.stop(0);
    assertThatThrownBy(this::answer).hasRootCauseInstanceOf(IOException.class);
  }

  @Test
  void refusesAnEmptyList() {
    assertThatThrownBy(() -> EndpointSource.of(List.of())).hasMessageContaining("host:port");
    assertThatThrownBy(() -> EndpointSource.of("gw-a")).hasMessageContaining("host:port");
  }

  private List<Endpoint> answer() {
    return source.endpoints().toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
  }
}
