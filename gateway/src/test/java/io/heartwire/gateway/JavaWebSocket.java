package io.heartwire.gateway;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;

/** The WebSocket client of the JDK, which says our frames as JSON. */
final class JavaWebSocket implements WebSocket.Listener, AutoCloseable {
  private static final String JSON = "heartwire.v1.json";

  private final BlockingQueue<String> came = new LinkedBlockingQueue<>();
  private final StringBuilder part = new StringBuilder();
  private final WebSocket socket;

  /** Over TLS, trusting as {@code context} does, and showing what that shows. */
  JavaWebSocket(int port, SSLContext context) {
    this.socket =
        HttpClient.newBuilder()
            .sslContext(context)
            .build()
            .newWebSocketBuilder()
            .subprotocols(JSON)
            .buildAsync(URI.create("wss://localhost:" + port + "/ws"), this)
            .join();
  }

  /** In plain text. */
  JavaWebSocket(int port) {
    this.socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .subprotocols(JSON)
            .buildAsync(URI.create("ws://localhost:" + port + "/ws"), this)
            .join();
  }

  JavaWebSocket send(String json) {
    socket.sendText(json, true).join();
    return this;
  }

  JavaWebSocket hello(String clientId) {
    return send("{\"hello\":{\"protocolVersion\":1,\"clientId\":\"" + clientId + "\"}}");
  }

  /** The next message; "closed" and the code if it was closed instead. */
  String next() {
    try {
      String message = came.poll(30, TimeUnit.SECONDS);
      return message == null ? "nothing within 30 s" : message;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
    part.append(data);
    if (last) {
      came.add(part.toString());
      part.setLength(0);
    }
    webSocket.request(1);
    return null;
  }

  @Override
  public CompletionStage<?> onClose(WebSocket webSocket, int code, String reason) {
    came.add("closed " + code);
    return null;
  }

  @Override
  public void onError(WebSocket webSocket, Throwable error) {
    came.add("failed: " + error);
  }

  @Override
  public void close() {
    socket.abort();
  }
}
