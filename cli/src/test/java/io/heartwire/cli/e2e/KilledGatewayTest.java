package io.heartwire.cli.e2e;

import static java.util.Comparator.comparingLong;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.heartwire.cli.Heartwire;
import io.heartwire.cli.demo.FreePorts;
import io.heartwire.cli.e2e.ProcessLab.Jvm;
import io.heartwire.client.ClientGroup;
import io.heartwire.client.ClientState;
import io.heartwire.client.HeartwireClient;
import io.heartwire.core.reconnect.Backoff;
import io.heartwire.core.reconnect.ReconnectPolicy;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code kill -9} at random moments while clients come, go and are lost; then the events alone tell
 * the whole truth: each session that came online ended once, in order.
 */
@Tag("proof") // needs signals
class KilledGatewayTest {
  private static final int KILLS = Integer.getInteger("heartwire.presence.kills", 6);
  private static final int CLIENTS = 150;
  private static final Duration BOUND = Duration.ofSeconds(60);
  private static final Pattern READY = Pattern.compile("^heartwire .* ready in .*");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> TERMINAL = Set.of("offline", "taken-over");

  @TempDir Path dir;
  private final ProcessLab lab = new ProcessLab();
  private final ClientGroup group = ClientGroup.builder().threads(1).build();
  private final HttpClient http = HttpClient.newHttpClient();
  private final Set<String> seenByClients = ConcurrentHashMap.newKeySet();
  private final Map<String, HeartwireClient> clients = new TreeMap<>();
  private int port;
  private int adminPort;

  @AfterEach
  void endAll() {
    clients.values().forEach(HeartwireClient::close);
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
            "presence.grace=2s",
            "sinks.told.type=file",
            "sinks.told.rotate-at=1GiB",
            "sinks.told.path=" + dir.resolve("told.jsonl"),
            "presence.file=" + dir.resolve("presence.db"))) {
      arguments.add("--set");
      arguments.add(setting);
    }
    LabProcess process =
        lab.start(Jvm.of("serve", Heartwire.class, arguments.toArray(String[]::new)));
    process.awaitLine(READY, BOUND);
    return process;
  }

  private void connect(String id) {
    clients.put(
        id,
        HeartwireClient.builder("127.0.0.1:" + port)
            .clientId(id)
            .user("user-of-" + id)
            .group(group)
            .reconnect(
                ReconnectPolicy.standard()
                    .withFirstSpread(Duration.ofMillis(200))
                    .withAttemptsPerMinute(600)
                    .withBackoff(
                        new Backoff.Uniform(Duration.ofMillis(200), Duration.ofMillis(800))))
            .onState(
                state -> {
                  if (state instanceof ClientState.Online online) {
                    seenByClients.add(id + "#" + online.epoch());
                  }
                })
            .connect());
  }

  /** Clients leave with a goodbye, and others come, until {@code until}. */
  private void churn(Random random, long until) {
    while (System.nanoTime() - until < 0) {
      String id = "dev-" + random.nextInt(CLIENTS);
      HeartwireClient client = clients.remove(id);
      if (client == null) {
        connect(id);
      } else {
        client.close();
      }
      LockSupport.parkNanos(2_000_000);
    }
  }

  @Test
  void everySessionThatCameOnlineEndsOnceAndInOrder() throws IOException {
    var ports = new FreePorts();
    port = ports.next();
    adminPort = ports.next();
    long seed = System.nanoTime();
    Random random = new Random(seed);
    LabProcess gateway = serve();
    for (int i = 0; i < CLIENTS; i++) {
      connect("dev-" + i);
    }
    for (int kill = 0; kill < KILLS; kill++) {
      churn(random, System.nanoTime() + 300_000_000L + random.nextInt(1_500_000_000));
      gateway.signal("KILL");
      gateway.awaitExit(BOUND);
      gateway = serve();
    }
    churn(random, System.nanoTime() + 1_000_000_000L);
    clients.values().forEach(HeartwireClient::close);
    clients.clear();
    LabProcess last = gateway;
    Await.until(
        BOUND,
        () -> status() + last.tail(),
        () -> status().path("attached").asInt() == 0 && status().path("inGrace").asInt() == 0);
    Await.until(
        BOUND,
        () -> get("/api/v1/sinks") + last.tail(),
        () -> get("/api/v1/sinks").path("items").path(0).path("behind").asInt() == 0);

    Map<String, List<JsonNode>> told = new TreeMap<>();
    List<JsonNode> all = events();
    assertThat(all).as("in order").isSortedAccordingTo(comparingLong(KilledGatewayTest::sequence));
    for (JsonNode event : all) {
      told.computeIfAbsent(event.path("subject").asText(), s -> new ArrayList<>()).add(event);
    }
    told.forEach((subject, events) -> assertTrue(subject, events, "seed " + seed));
    for (String seen : seenByClients) {
      String[] parts = seen.split("#", 2);
      assertThat(told.get(parts[0]))
          .as("what client %s was told, seed %d", seen, seed)
          .anyMatch(it -> word(it).equals("online") && it.path("epoch").asText().equals(parts[1]));
    }
    assertThat(seenByClients).hasSizeGreaterThan(CLIENTS);
    System.out.printf(
        "presence: %d kills, %d events of %d subjects, %d sessions seen by clients%n",
        KILLS, all.size(), told.size(), seenByClients.size());
  }

  private static long sequence(JsonNode event) {
    return event.path("sequence").asLong();
  }

  private static String word(JsonNode event) {
    return event.path("type").asText().substring("io.heartwire.".length());
  }

  /** online, then any number of resumed, then one end of the same epoch; epochs grow. */
  private static void assertTrue(String subject, List<JsonNode> events, String seed) {
    List<String> words =
        events.stream().map(it -> word(it) + " " + it.path("epoch").asText("")).toList();
    String as = subject + ": " + words + ", " + seed;
    long present = 0;
    long last = 0;
    boolean userOnline = false;
    for (JsonNode event : events) {
      long epoch = event.path("epoch").asLong();
      String word = word(event);
      if (word.startsWith("user.")) {
        assertThat(userOnline).as(as).isEqualTo(word.equals("user.offline"));
        userOnline = !userOnline;
      } else if (word.equals("online")) {
        assertThat(present).as(as).isZero();
        assertThat(epoch).as(as).isGreaterThan(last);
        present = epoch;
        last = epoch;
      } else if (word.equals("flapping")) {
        // Told beside presence: a newer login may have taken the session over meanwhile.
        assertThat(epoch).as(as).isLessThanOrEqualTo(last);
      } else {
        assertThat(epoch).as(as).isEqualTo(present);
        present = TERMINAL.contains(word) ? 0 : present;
      }
    }
    assertThat(present).as(as).isZero();
    assertThat(userOnline).as(as).isFalse();
  }

  private JsonNode status() {
    return get("/api/v1/status");
  }

  /** What the sink was told; what it was told twice counts once. */
  private List<JsonNode> events() throws IOException {
    Map<Long, JsonNode> byNumber = new LinkedHashMap<>();
    for (String line : Files.readAllLines(dir.resolve("told.jsonl"))) {
      JsonNode event = JSON.readTree(line);
      byNumber.putIfAbsent(sequence(event), event);
    }
    return List.copyOf(byNumber.values());
  }

  private JsonNode get(String path) {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + adminPort + path))
              .timeout(BOUND)
              .build();
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      return JSON.readTree(answer.body());
    } catch (IOException e) {
      throw new AssertionError(path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
