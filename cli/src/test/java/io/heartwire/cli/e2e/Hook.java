package io.heartwire.cli.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** What a webhook posts to: keeps the numbers of events in the order in which they came. */
final class Hook implements AutoCloseable {
  private final ObjectMapper json = new ObjectMapper();
  private final List<Long> numbers = new CopyOnWriteArrayList<>();
  private final ExecutorService thread = Executors.newSingleThreadExecutor();
  private final HttpServer server;

  Hook() throws IOException {
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
    server.setExecutor(thread);
    server.createContext("/", this::take);
    server.start();
  }

  private void take(HttpExchange exchange) throws IOException {
    for (JsonNode event : json.readTree(exchange.getRequestBody())) {
      numbers.add(event.path("id").asLong());
    }
    exchange.sendResponseHeaders(200, -1);
    exchange.close();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/events";
  }

  /** Of all events that came, repeats too. */
  List<Long> numbers() {
    return List.copyOf(numbers);
  }

  @Override
  public void close() {
    server.stop(0);
    thread.shutdownNow();
  }
}
