package io.heartwire.gateway.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What a webhook posts to: takes it, or answers as badly as a test wants. */
final class Receiver implements AutoCloseable {
  final List<String> ids = Collections.synchronizedList(new ArrayList<>());
  final List<Boolean> signed = Collections.synchronizedList(new ArrayList<>());
  final AtomicInteger requests = new AtomicInteger();
  volatile int status = 200;
  volatile boolean hangs;
  volatile boolean babbles;

  /** The id of an event for which it refuses the whole batch, as a bad request. */
  volatile String poison = "";

  private final String secret;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;

  Receiver(String secret) throws IOException {
    this.secret = secret;
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/events";
  }

  private void answer(HttpExchange exchange) throws IOException {
    requests.incrementAndGet();
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    if (hangs) {
      return;
    }
    if (babbles) {
      exchange.sendResponseHeaders(200, 0);
      while (babbles) {
        exchange.getResponseBody().write(new byte[8_192]);
      }
      return;
    }
    if (!poison.isEmpty() && body.contains("\"id\":\"" + poison + "\"")) {
      exchange.sendResponseHeaders(400, -1);
      exchange.close();
      return;
    }
    if (status == 200) {
      signed.add(isSigned(exchange, body));
      for (JsonNode event : new ObjectMapper().readTree(body)) {
        ids.add(event.path("id").asText());
      }
    }
    exchange.getResponseHeaders().add("Location", url());
    exchange.sendResponseHeaders(status, -1);
    exchange.close();
  }

  private boolean isSigned(HttpExchange exchange, String body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      String time = exchange.getRequestHeaders().getFirst("X-Heartwire-Timestamp");
      var hex = new StringBuilder("sha256=");
      for (byte b : mac.doFinal((time + "." + body).getBytes(StandardCharsets.UTF_8))) {
        hex.append(String.format("%02x", b));
      }
      return hex.toString().equals(exchange.getRequestHeaders().getFirst("X-Heartwire-Signature"));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    babbles = false;
    server.stop(0);
    threads.shutdownNow();
  }
}
