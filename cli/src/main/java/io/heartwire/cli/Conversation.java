package io.heartwire.cli;

import io.heartwire.client.HeartwireClient;
import io.heartwire.wire.Bytes;
import io.heartwire.wire.Status;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * What a person at the keyboard says to an interactive client. NOT thread safe, but for {@link
 * #status}.
 */
final class Conversation {
  private static final String HELP =
      "send TYPE TEXT | status KEY=VALUE ... | state | wake | help | quit";

  private final Console console;
  private final InstantSource wallClock;
  private final List<CompletableFuture<Void>> sent = new ArrayList<>();
  private volatile Status status = Status.NONE;

  Conversation(Console console, InstantSource wallClock) {
    this.console = console;
    this.wallClock = wallClock;
  }

  Status status() {
    return status;
  }

  /** Does what {@code line} says; false if that is to stop. */
  boolean obey(String line, HeartwireClient client) {
    String[] words = line.strip().split("\\s+", 2);
    String rest = words.length > 1 ? words[1] : "";
    switch (words[0].toLowerCase(Locale.ROOT)) {
      case "" -> {}
      case "quit", "exit" -> {
        return false;
      }
      case "send" -> send(rest, client);
      case "status" -> report(rest, client);
      case "state" -> console.line(StateWords.of(client.state(), wallClock.instant()));
      case "wake" -> client.wake();
      case "help" -> console.line(HELP);
      default -> console.line("'" + words[0] + "' is not known; say " + HELP);
    }
    return true;
  }

  private void send(String rest, HeartwireClient client) {
    String[] words = rest.split("\\s+", 2);
    if (words[0].isEmpty()) {
      console.line("send needs a type: send greeting hello");
      return;
    }
    try {
      sent.removeIf(CompletableFuture::isDone);
      sent.add(
          client
              .deliver(words[0], Bytes.utf8(words.length > 1 ? words[1] : ""))
              .handle((done, failure) -> answer(words[0], failure))
              .toCompletableFuture());
    } catch (IllegalArgumentException e) {
      console.line(CommandFailure.sentenceOf(e));
    }
  }

  private @Nullable Void answer(String type, @Nullable Throwable failure) {
    console.line(
        failure == null
            ? "acknowledged " + type
            : "not sent: " + CommandFailure.sentenceOf(failure));
    return null;
  }

  /** Gives what was sent {@code bound} to be acknowledged: input may end before the login does. */
  void finish(Duration bound) throws InterruptedException {
    try {
      CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new))
          .get(bound.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      console.line("not everything was acknowledged within " + JsonText.duration(bound));
    }
  }

  private void report(String rest, HeartwireClient client) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String pair : rest.split("\\s+", -1)) {
      int equals = pair.indexOf('=');
      if (equals <= 0) {
        console.line("status needs KEY=VALUE pairs: status battery=0.8 health=ok room=kitchen");
        return;
      }
      values.put(pair.substring(0, equals), pair.substring(equals + 1));
    }
    try {
      status = statusOf(values);
      client.reportStatus();
    } catch (IllegalArgumentException e) {
      console.line(CommandFailure.sentenceOf(e));
    }
  }

  private static Status statusOf(Map<String, String> values) {
    Map<String, String> rest = new LinkedHashMap<>(values);
    Status status = Status.NONE;
    String battery = rest.remove("battery");
    String signal = rest.remove("signal");
    String load = rest.remove("load");
    String health = rest.remove("health");
    status = battery == null ? status : status.withBattery(Double.parseDouble(battery));
    status = signal == null ? status : status.withSignal(Double.parseDouble(signal));
    status = load == null ? status : status.withLoad(Double.parseDouble(load));
    status = health == null ? status : status.withHealth(health);
    return status.withValues(rest);
  }
}
