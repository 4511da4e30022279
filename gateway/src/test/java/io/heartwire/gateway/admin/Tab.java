package io.heartwire.gateway.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** One tab of a {@link Chromium}: what tests see, do and count in it. */
final class Tab implements AutoCloseable, WebSocket.Listener {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long PATIENCE_SECONDS = 30;

  private final WebSocket socket;
  private final AtomicInteger numbers = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonNode>> asked = new ConcurrentHashMap<>();
  private final Map<String, String> fixtures = new ConcurrentHashMap<>();
  private final StringBuilder partial = new StringBuilder();

  /** What the console and the browser complained of. */
  final List<String> errors = new CopyOnWriteArrayList<>();

  /** Bytes that came over the wire, headers included. */
  final AtomicLong transferredBytes = new AtomicLong();

  final List<String> requests = new CopyOnWriteArrayList<>();

  Tab(HttpClient http, URI uri) {
    this.socket = http.newWebSocketBuilder().buildAsync(uri, this).join();
    for (String domain : List.of("Page", "Runtime", "Network", "Log")) {
      call(domain + ".enable", Map.of());
    }
  }

  static void await(String what, long seconds, BooleanSupplier condition) {
    await(() -> what, seconds, condition);
  }

  private static void await(Supplier<String> what, long seconds, BooleanSupplier condition) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - start)
          .as(() -> "awaiting " + what.get())
          .isLessThan(TimeUnit.SECONDS.toNanos(seconds));
      LockSupport.parkNanos(10_000_000);
    }
  }

  /** Answers requests whose path begins with {@code path} with {@code json}, in the browser. */
  void fixture(String path, String json) {
    if (fixtures.isEmpty()) {
      call("Fetch.enable", Map.of("patterns", List.of(Map.of("urlPattern", "*/api/v1/*"))));
    }
    fixtures.put(path, json);
  }

  /** Nothing comes from the browser's cache. */
  void forgetsEverything() {
    call("Network.setCacheDisabled", Map.of("cacheDisabled", true));
  }

  /** {@code script} runs in every page from now on, before those of the page. */
  void runsFirst(String script) {
    call("Page.addScriptToEvaluateOnNewDocument", Map.of("source", script));
  }

  void open(String url) {
    call("Page.navigate", Map.of("url", url));
  }

  void width(int pixels, int height) {
    call(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", pixels, "height", height, "deviceScaleFactor", 1, "mobile", false));
  }

  void dark(boolean dark) {
    call(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
  }

  /** Presses one key that writes {@code key}. */
  void press(String key) {
    call("Input.dispatchKeyEvent", Map.of("type", "keyDown", "key", key, "text", key));
    call("Input.dispatchKeyEvent", Map.of("type", "keyUp", "key", key));
  }

  /** The value of a script. */
  JsonNode eval(String script) {
    JsonNode answer =
        call(
            "Runtime.evaluate",
            Map.of("expression", script, "returnByValue", true, "awaitPromise", true));
    assertThat(answer.path("exceptionDetails").isMissingNode())
        .as("%s: %s", script, answer)
        .isTrue();
    return answer.path("result").path("value");
  }

  /** The visible text of what {@code selector} finds; empty if it finds nothing. */
  String text(String selector) {
    return eval("(document.querySelector(" + quoted(selector) + ")||{innerText:''}).innerText")
        .asText();
  }

  /** The text of {@code selector} once it is {@code expected}. */
  void see(String selector, String expected) {
    await(
        () -> selector + " is " + expected + " in " + text("body"),
        PATIENCE_SECONDS,
        () -> text(selector).equals(expected));
  }

  void seeContaining(String selector, String expected) {
    await(
        () -> selector + " contains " + expected + " in " + text("body"),
        PATIENCE_SECONDS,
        () -> text(selector).contains(expected));
  }

  void click(String selector) {
    eval("document.querySelector(" + quoted(selector) + ").click()");
  }

  byte[] screenshot() {
    JsonNode answer = call("Page.captureScreenshot", Map.of("format", "png"));
    return Base64.getDecoder().decode(answer.path("data").asText());
  }

  static String quoted(String text) {
    try {
      return JSON.writeValueAsString(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private JsonNode call(String method, Map<String, ?> parameters) {
    try {
      return send(method, parameters).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(method + " " + parameters, e);
    }
  }

  private synchronized CompletableFuture<JsonNode> send(String method, Map<String, ?> parameters) {
    int number = numbers.incrementAndGet();
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    asked.put(number, answer);
    ObjectNode message = JSON.createObjectNode().put("id", number).put("method", method);
    message.set("params", JSON.valueToTree(parameters));
    sending = sending.thenCompose(before -> socket.sendText(message.toString(), true));
    return answer;
  }

  /** A WebSocket takes one text at a time. */
  private CompletableFuture<WebSocket> sending = CompletableFuture.completedFuture(null);

  @Override
  public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
    partial.append(data);
    if (last) {
      String message = partial.toString();
      partial.setLength(0);
      received(message);
    }
    from.request(1);
    return null;
  }

  private void received(String text) {
    JsonNode message;
    try {
      message = JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (message.has("id")) {
      CompletableFuture<JsonNode> answer = asked.remove(message.path("id").asInt());
      if (message.has("error")) {
        answer.completeExceptionally(new IllegalStateException(message.path("error").toString()));
      } else {
        answer.complete(message.path("result"));
      }
      return;
    }
    JsonNode it = message.path("params");
    switch (message.path("method").asText()) {
      case "Runtime.exceptionThrown" -> errors.add(it.toString());
      case "Runtime.consoleAPICalled" -> {
        if (it.path("type").asText().equals("error")) {
          errors.add(it.toString());
        }
      }
      case "Log.entryAdded" -> {
        if (it.path("entry").path("level").asText().equals("error")) {
          errors.add(it.toString());
        }
      }
      case "Network.requestWillBeSent" -> requests.add(it.path("request").path("url").asText());
      case "Network.loadingFinished" ->
          transferredBytes.addAndGet(it.path("encodedDataLength").asLong());
      case "Fetch.requestPaused" -> answer(it);
      default -> {
        // Nothing that a test asks for.
      }
    }
  }

  /** With the fixture of the longest path that fits, or by the gateway. */
  private void answer(JsonNode paused) {
    String id = paused.path("requestId").asText();
    String path = URI.create(paused.path("request").path("url").asText()).getPath();
    String found =
        fixtures.keySet().stream()
            .filter(path::startsWith)
            .max(java.util.Comparator.comparingInt(String::length))
            .orElse("");
    if (found.isEmpty()) {
      send("Fetch.continueRequest", Map.of("requestId", id));
      return;
    }
    byte[] body = fixtures.get(found).getBytes(StandardCharsets.UTF_8);
    send(
        "Fetch.fulfillRequest",
        Map.of(
            "requestId",
            id,
            "responseCode",
            200,
            "responseHeaders",
            List.of(Map.of("name", "Content-Type", "value", "application/json")),
            "body",
            Base64.getEncoder().encodeToString(body)));
  }

  @Override
  public void close() {
    // Its connections to the gateway go with it: a browser has six, for all of its tabs.
    call("Page.close", Map.of());
    socket.abort();
  }
}
