package io.heartwire.bench.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A webhook's receiver in a process of its own: writes {@code kind subject epoch reason} for each
 * event to a file, and answers once the lines are the kernel's. What it has written outlives it.
 */
final class Receiver {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int PREFIX = "io.heartwire.".length();

  private Receiver() {}

  /** The port and the file. */
  public static void main(String[] args) throws IOException {
    OutputStream log =
        Files.newOutputStream(
            Path.of(args[1]), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    // The one before may have been killed in the middle of a line.
    log.write('\n');
    var address =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0]));
    HttpServer server = HttpServer.create(address, 0);
    server.createContext("/", exchange -> take(exchange, log));
    server.start();
    System.out.println("ready " + server.getAddress().getPort());
  }

  private static void take(HttpExchange exchange, OutputStream log) throws IOException {
    try (exchange) {
      StringBuilder lines = new StringBuilder();
      for (JsonNode event : JSON.readTree(exchange.getRequestBody())) {
        var told =
            new SessionsTold.Told(
                event.path("type").asText().substring(PREFIX),
                event.path("subject").asText(),
                event.path("epoch").asLong(),
                event.path("data").path("reason").asText());
        lines.append(told.line()).append('\n');
      }
      log.write(lines.toString().getBytes(StandardCharsets.UTF_8));
      exchange.sendResponseHeaders(204, -1);
    }
  }
}
