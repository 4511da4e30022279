package io.heartwire.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.heartwire.cli.Heartwire;
import io.heartwire.cli.demo.FreePorts;
import io.heartwire.cli.e2e.ProcessLab.Jvm;
import io.heartwire.client.ClientGroup;
import io.heartwire.client.HeartwireClient;
import io.heartwire.core.reconnect.Backoff;
import io.heartwire.core.reconnect.ReconnectPolicy;
import io.heartwire.wire.Bytes;
import io.heartwire.wire.Frame;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code kill -9} at random moments while messages go both ways: what was acknowledged, or taken,
 * arrives, and arrives once.
 */
@Tag("proof") // needs signals
class KilledMessagesTest {
  private static final int KILLS = Integer.getInteger("heartwire.presence.kills", 4);
  private static final int CLIENTS = 40;
  private static final int SENDERS = 16;
  private static final Duration BOUND = Duration.ofSeconds(60);
  private static final Pattern READY = Pattern.compile("^heartwire .* ready in .*");

  @TempDir Path dir;
  private final ProcessLab lab = new ProcessLab();
  private final ClientGroup group = ClientGroup.builder().threads(1).build();
  private final HttpClient http = HttpClient.newHttpClient();
  private final List<HeartwireClient> clients = new ArrayList<>();
  private final Map<String, CompletableFuture<Void>> up = new ConcurrentHashMap<>();
  private final Queue<String> down = new ConcurrentLinkedQueue<>();
  private final Queue<String> taken = new ConcurrentLinkedQueue<>();
  private final Map<Integer, AtomicInteger> answers = new ConcurrentHashMap<>();
  private volatile boolean over;
  private int port;
  private int adminPort;

  @AfterEach
  void endAll() {
    over = true;
    clients.forEach(HeartwireClient::close);
    group.close();
    lab.close();
  }

  private LabProcess serve() {
    List<String> arguments = new ArrayList<>(List.of("serve"));
    for (String setting :
        List.of(
            "listeners.tcp.port=" + port,
            "listeners.http.port=0",
            "listeners.mqtt.enabled=false",
            "admin.port=" + adminPort,
            "warm-up=false",
            "admission.rate=off",
            "dispatch.types.order.tell=true",
            "presence.file=" + dir.resolve("presence.db"))) {
      arguments.add("--set");
      arguments.add(setting);
    }
    LabProcess process =
        lab.start(Jvm.of("serve", Heartwire.class, arguments.toArray(String[]::new)));
    process.awaitLine(READY, BOUND);
    // Its administration follows its listeners.
    Await.until(BOUND, process::tail, () -> post("nobody", "0", 0) == 404);
    return process;
  }

  private HeartwireClient connect(String id) {
    return HeartwireClient.builder("127.0.0.1:" + port)
        .clientId(id)
        .group(group)
        .reconnect(
            ReconnectPolicy.standard()
                .withFirstSpread(Duration.ofMillis(100))
                .withAttemptsPerMinute(600)
                .withBackoff(new Backoff.Uniform(Duration.ofMillis(100), Duration.ofMillis(500))))
        .onMessage(message -> take(id, message))
        .connect();
  }

  /** Slow enough that a kill finds some that are taken and not acknowledged. */
  private void take(String id, Frame.Message message) {
    taken.add(id + " " + message.body().toUtf8());
    LockSupport.parkNanos(2_000_000);
  }

  /** Clients send until {@code until}; each message is one of its kind. */
  private void speak(Random random, long until) {
    while (System.nanoTime() - until < 0) {
      int i = random.nextInt(CLIENTS);
      String body = "dev-" + i + " " + up.size();
      up.put(body, clients.get(i).deliver("order", Bytes.utf8(body)).toCompletableFuture());
      LockSupport.parkNanos(1_000_000);
    }
  }

  /** Sends to clients until it is over, each message until somebody has taken charge of it. */
  private void sendDown(int sender) {
    Random random = new Random(sender);
    for (int n = 0; !over; n++) {
      String client = "dev-" + random.nextInt(CLIENTS);
      String body = sender + "/" + n;
      int status = 0;
      while (status != 200 && status != 202) {
        status = post(client, body, random.nextInt(3) * 100);
        answers.computeIfAbsent(status, s -> new AtomicInteger()).incrementAndGet();
        if (status >= 300) {
          LockSupport.parkNanos(100_000_000);
        }
      }
      down.add(client + " " + body);
    }
  }

  /** The status; 599 if there was no answer. */
  private int post(String client, String id, int deadlineMs) {
    String json =
        "{\"type\":\"news\",\"id\":\"%s\",\"body\":\"%s\",\"deadlineMs\":%d}"
            .formatted(id, id, deadlineMs);
    HttpRequest request =
        HttpRequest.newBuilder(uri("/api/v1/clients/" + client + "/messages"))
            .timeout(BOUND)
            .POST(HttpRequest.BodyPublishers.ofString(json))
            .build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    } catch (IOException e) {
      return 599;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  @Test
  void nothingIsLostAndNothingArrivesTwiceInEitherDirection() throws Exception { // trap 52
    var ports = new FreePorts();
    port = ports.next();
    adminPort = ports.next();
    long seed = System.nanoTime();
    Random random = new Random(seed);
    LabProcess gateway = serve();
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(connect("dev-" + i));
    }
    List<Thread> senders = new ArrayList<>();
    for (int i = 0; i < SENDERS; i++) {
      int sender = i;
      senders.add(new Thread(() -> sendDown(sender)));
      senders.get(i).start();
    }
    for (int kill = 0; kill < KILLS; kill++) {
      speak(random, System.nanoTime() + 500_000_000L + random.nextInt(1_000_000_000));
      gateway.signal("KILL");
      gateway.awaitExit(BOUND);
      gateway = serve();
    }
    speak(random, System.nanoTime() + 1_000_000_000L);
    over = true;
    for (Thread sender : senders) {
      sender.join(BOUND.toMillis());
      assertThat(sender.isAlive()).isFalse();
    }
    LabProcess last = gateway;
    Await.until(
        BOUND,
        () -> taken.size() + " of " + down.size() + " taken; " + last.tail(),
        () ->
            taken.size() >= down.size()
                && up.values().stream().allMatch(CompletableFuture::isDone));

    assertThat(taken)
        .as("down, seed %d, answers %s", seed, answers)
        .containsExactlyInAnyOrderElementsOf(down);
    assertThat(up.values()).noneMatch(CompletableFuture::isCompletedExceptionally);
    assertThat(told()).as("up, seed %d", seed).containsExactlyInAnyOrderElementsOf(up.keySet());
    long again = clients.stream().mapToLong(client -> client.counters().repeated()).sum();
    System.out.printf(
        "messages: %d kills, %d down (answers %s, %d came again), %d up%n",
        KILLS, down.size(), answers, again, up.size());
    assertThat(answers).as("some are queued, some acknowledged").containsKeys(200, 202);
  }

  /** The bodies of all messages that were told. */
  private List<String> told() throws IOException, InterruptedException {
    List<String> bodies = new ArrayList<>();
    String after = "0";
    while (!after.equals("null")) {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(uri("/api/v1/events?limit=1000&after=" + after)).build(),
              HttpResponse.BodyHandlers.ofString());
      JsonNode page = new ObjectMapper().readTree(answer.body());
      for (JsonNode event : page.path("items")) {
        if (event.path("type").asText().equals("io.heartwire.message")) {
          bodies.add(event.path("data").path("body").asText());
        }
      }
      after = page.path("next").asText();
    }
    return bodies;
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + adminPort + path);
  }
}
