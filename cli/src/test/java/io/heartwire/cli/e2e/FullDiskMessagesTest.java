package io.heartwire.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.heartwire.cli.Heartwire;
import io.heartwire.cli.e2e.ProcessLab.Jvm;
import io.heartwire.client.ClientGroup;
import io.heartwire.client.ClientState;
import io.heartwire.client.HeartwireClient;
import io.heartwire.wire.Bytes;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real file system without room, and messages both ways: down are refused with 503, up with BUSY,
 * at once and with the reason; heartbeats go on; once there is room, each arrives, and once.
 */
@Tag("netns") // mounts a file system: needs root
@Tag("proof")
class FullDiskMessagesTest {
  private static final Duration BOUND = Duration.ofSeconds(60);
  private static final Pattern READY =
      Pattern.compile(
          "^heartwire .* ready in .*: tcp 127\\.0\\.0\\.1:(\\d+),.* admin \\D*127\\.0\\.0\\.1:(\\d+).*");

  @TempDir Path dir;
  private SmallDisk disk;
  private final ProcessLab lab = new ProcessLab();
  private final ClientGroup group = ClientGroup.builder().threads(1).build();
  private final HttpClient http = HttpClient.newHttpClient();
  private final List<ClientState> states = new CopyOnWriteArrayList<>();
  private final List<String> taken = new CopyOnWriteArrayList<>();
  private int adminPort;

  @BeforeEach
  void mount() {
    disk = SmallDisk.at(dir);
  }

  @AfterEach
  void tearDown() {
    group.close();
    lab.close();
    disk.close();
  }

  @Test
  void aFullDiskRefusesMessagesBothWaysAndLosesNone() throws Exception {
    LabProcess gateway = serve();
    Matcher ready = gateway.awaitLine(READY, BOUND);
    adminPort = Integer.parseInt(ready.group(2));
    HeartwireClient client = connect(ready.group(1));
    Await.until(BOUND, gateway::tail, () -> client.state() instanceof ClientState.Online);
    Await.until(BOUND, gateway::tail, () -> post("m-0").statusCode() == 200);
    CompletableFuture<Void> before = deliver(client, "before");
    Await.until(BOUND, gateway::tail, before::isDone);

    disk.fill();
    // It is this one that finds out.
    CompletableFuture<Void> first = deliver(client, "first");
    Await.until(
        BOUND,
        gateway::tail,
        () -> gateway.errors().stream().anyMatch(it -> it.contains("cannot be made durable")));
    HttpResponse<String> refused = post("m-1");
    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(refused.body()).contains("the disk is full: make room", "send the message again");
    CompletableFuture<Void> second = deliver(client, "second");
    Await.until(BOUND, gateway::tail, () -> busy() >= 2);
    // Longer than the timeout: its heartbeats are answered all the while.
    assertThat(
            Await.holdsWithin(
                Duration.ofSeconds(6), () -> !(client.state() instanceof ClientState.Online)))
        .as("the client that was there loses its connection: %s", states)
        .isFalse();
    assertThat(List.of(first.isDone(), second.isDone())).containsExactly(false, false);
    assertThat(post("m-1").statusCode()).as("still").isEqualTo(503);

    disk.makeRoom();

    Await.until(BOUND, gateway::tail, () -> first.isDone() && second.isDone());
    assertThat(List.of(first, second)).noneMatch(CompletableFuture::isCompletedExceptionally);
    assertThat(post("m-1").statusCode()).isEqualTo(200);
    assertThat(taken).containsExactly("m-0", "m-1");
    assertThat(told()).containsExactlyInAnyOrder("before", "first", "second");
    assertThat(states).filteredOn(it -> it instanceof ClientState.Online).hasSize(1);
    client.close();
  }

  private LabProcess serve() {
    List<String> arguments = new ArrayList<>(List.of("serve"));
    for (String setting :
        List.of(
            "listeners.tcp.port=0",
            "listeners.http.port=0",
            "admin.port=0",
            "warm-up=false",
            "liveness.interval=1s",
            "liveness.timeout=4s",
            "dispatch.types.order.tell=true",
            "dispatch.types.order.deadline=2s",
            "presence.file=" + dir.resolve("presence.db"))) {
      arguments.add("--set");
      arguments.add(setting);
    }
    return lab.start(Jvm.of("serve", Heartwire.class, arguments.toArray(String[]::new)));
  }

  private HeartwireClient connect(String port) {
    return HeartwireClient.builder("127.0.0.1:" + port)
        .clientId("dev-1")
        .group(group)
        .onState(states::add)
        .onMessage(message -> taken.add(message.body().toUtf8()))
        .connect();
  }

  private static CompletableFuture<Void> deliver(HeartwireClient client, String body) {
    return client.deliver("order", Bytes.utf8(body)).toCompletableFuture();
  }

  private HttpResponse<String> post(String id) {
    String json =
        "{\"type\":\"news\",\"id\":\"%s\",\"body\":\"%s\",\"deadlineMs\":5000}".formatted(id, id);
    return answer(
        HttpRequest.newBuilder(uri("/api/v1/clients/dev-1/messages"))
            .timeout(BOUND)
            .POST(HttpRequest.BodyPublishers.ofString(json))
            .build());
  }

  /** How many messages of the clients were answered busy. */
  private long busy() {
    long busy = 0;
    for (JsonNode handler : get("/api/v1/handlers").path("items")) {
      busy += handler.path("busy").asLong();
    }
    return busy;
  }

  /** The bodies of all messages that were told. */
  private List<String> told() {
    List<String> bodies = new ArrayList<>();
    for (JsonNode event : get("/api/v1/events?limit=1000").path("items")) {
      if (event.path("type").asText().equals("io.heartwire.message")) {
        bodies.add(event.path("data").path("body").asText());
      }
    }
    return bodies;
  }

  private JsonNode get(String path) {
    try {
      return new ObjectMapper().readTree(answer(HttpRequest.newBuilder(uri(path)).build()).body());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private HttpResponse<String> answer(HttpRequest request) {
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + adminPort + path);
  }
}
