package io.heartwire.cli;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Answers what a gateway's administration answers, as far as a test has told it. */
final class FakeAdministration implements AutoCloseable {
  /** By method and path, as {@code GET /api/v1/status}; anything else is not found. */
  final Map<String, String> answers = new ConcurrentHashMap<>();

  /** The status of an answer that is not 200. */
  final Map<String, Integer> statuses = new ConcurrentHashMap<>();

  /** Each request, with its body behind it if it had one. */
  final List<String> requests = Collections.synchronizedList(new ArrayList<>());

  private final HttpServer server;

  FakeAdministration() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
          String sent =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          requests.add(sent.isEmpty() ? request : request + " " + sent);
          String answer = answers.get(request);
          byte[] body =
              (answer == null ? "{\"title\":\"Not found\",\"detail\":\"nothing here\"}" : answer)
                  .getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(
              statuses.getOrDefault(request, answer == null ? 404 : 200), body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  /** The option that names it. */
  String admin() {
    return "--admin=127.0.0.1:" + port();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
