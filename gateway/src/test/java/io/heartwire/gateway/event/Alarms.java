package io.heartwire.gateway.event;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.heartwire.gateway.TestGateway;
import io.heartwire.gateway.cluster.Event;
import io.heartwire.gateway.cluster.EventType;
import io.heartwire.gateway.cluster.Notice;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Incidents to be alarmed about, and a receiver that answers as a chat or an Alertmanager does. */
final class Alarms implements AutoCloseable {
  /** What was posted and answered 2xx without an error in the answer. */
  final List<String> bodies = Collections.synchronizedList(new ArrayList<>());

  /** Path and two headers of the same. */
  final List<String> heads = Collections.synchronizedList(new ArrayList<>());

  volatile int status = 200;
  volatile String answer = "ok";
  volatile boolean hangs;

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;

  Alarms() throws IOException {
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    if (hangs) {
      return;
    }
    boolean good = status == 200 && !answer.matches("(?s).*code\":[1-9].*");
    if (good) {
      heads.add(
          exchange.getRequestURI().getPath()
              + " "
              + exchange.getRequestHeaders().getFirst("Content-Type")
              + " "
              + exchange.getRequestHeaders().getFirst("Idempotency-Key"));
      bodies.add(body);
    }
    byte[] said = answer.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, said.length);
    exchange.getResponseBody().write(said);
    exchange.close();
  }

  static String data(String incident, String verdict) {
    return "{\"incident\":\""
        + incident
        + "\",\"since\":\"2026-11-27T03:17:36.5Z\",\"attached\":2000,\"victims\":1004,"
        + "\"suspects\":3,\"cause\":\"slow-handler\",\"confidence\":0.95,\"verdict\":\""
        + verdict
        + "\",\"detail\":\"their loops are blocked\",\"advice\":\"move it off the loop\"}";
  }

  static Event event(long number, EventType type, String data) {
    return new Event(
        number,
        Instant.parse("2026-11-27T03:20:00Z"),
        type,
        Optional.empty(),
        Optional.empty(),
        0,
        data);
  }

  static void happen(TestGateway it, EventType type, String data) {
    it.gateway
        .engine()
        .record(new Notice(type, Optional.empty(), Optional.empty(), 0, data))
        .toCompletableFuture()
        .join();
  }

  static SinkState state(TestGateway it) {
    return it.gateway.sinks().orElseThrow().state("ops").orElseThrow();
  }

  /** Waits for all to be told, also after failures: attempts are up to a minute apart then. */
  static void caughtUp(TestGateway it) {
    TestGateway.await("all of it", Duration.ofSeconds(70), () -> state(it).behind() == 0);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
