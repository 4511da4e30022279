package io.heartwire.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.heartwire.cli.Heartwire;
import io.heartwire.cli.demo.FreePorts;
import io.heartwire.cli.e2e.ProcessLab.Jvm;
import io.heartwire.client.ClientGroup;
import io.heartwire.client.ClientState;
import io.heartwire.client.HeartwireClient;
import io.heartwire.wire.Bytes;
import io.netty.channel.Channel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Gateways that share a Redis are restarted in turn while messages go both ways: nobody is
 * announced offline, and nothing is lost. {@code -Dheartwire.rolling.clients=3000} for more.
 */
@Tag("redis")
@Tag("waits")
class RollingRestartTest {
  private static final int CLIENTS = Integer.getInteger("heartwire.rolling.clients", 300);

  private static final long PACE_NANOS = 20_000_000; // three cold gateways share two cores
  private static final Duration BOUND = Duration.ofSeconds(60);
  private static final Pattern READY = Pattern.compile("^heartwire .* ready in .*");
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path dir;
  private final ProcessLab lab = new ProcessLab();
  private final ClientGroup group = ClientGroup.builder().threads(1).build();
  private final HttpClient http = HttpClient.newHttpClient();
  private final List<HeartwireClient> clients = new ArrayList<>();
  private final FreePorts ports = new FreePorts();
  private final List<Node> nodes = new ArrayList<>();
  private final Map<String, Channel> channelOf = new ConcurrentHashMap<>();
  private final Map<String, CompletableFuture<Void>> up = new ConcurrentHashMap<>();
  private final Queue<String> down = new ConcurrentLinkedQueue<>();
  private final Queue<String> taken = new ConcurrentLinkedQueue<>();
  private volatile boolean over;
  private RedisProcess redis;

  /** A gateway that keeps its name and its ports when it is restarted. */
  private final class Node {
    final String name;
    final int port = ports.next();
    final int httpPort = ports.next();
    final int adminPort = ports.next();
    LabProcess process;

    Node(String name) {
      this.name = name;
    }

    void start() {
      List<String> arguments = new ArrayList<>(List.of("serve"));
      for (String setting :
          List.of(
              "node=" + name,
              "engine=redis",
              "redis.url=" + redis.url(),
              "listeners.tcp.port=" + port,
              "listeners.http.port=" + httpPort,
              "listeners.mqtt.enabled=false",
              "admin.port=" + adminPort,
              "warm-up=false",
              "targets-default=false",
              "doctor.enabled=false",
              "loops=1",
              "drain.time=2s",
              "dispatch.types.order.tell=true")) {
        arguments.add("--set");
        arguments.add(setting);
      }
      process =
          lab.start(
              Jvm.of(name, Heartwire.class, arguments.toArray(String[]::new))
                  .with("-Xmx512m")
                  .with("-XX:TieredStopAtLevel=1"));
      process.awaitLine(READY, BOUND);
    }

    JsonNode get(String path) throws IOException {
      return JSON.readTree(text("http://127.0.0.1:" + adminPort + path));
    }

    String endpoints() {
      return text("http://127.0.0.1:" + httpPort + "/v1/endpoints");
    }
  }

  @BeforeEach
  void startRedis() throws IOException {
    redis = RedisProcess.start(lab, dir);
  }

  @AfterEach
  void endAll() {
    over = true;
    clients.forEach(HeartwireClient::close);
    group.close();
    lab.close();
  }

  private void serve(String... names) throws IOException {
    for (String name : names) {
      nodes.add(new Node(name));
    }
    nodes.parallelStream().forEach(Node::start);
    awaitAllKnowEachOther();
  }

  /** Each names the endpoints of all, and shares the logins of the cluster with all. */
  private void awaitAllKnowEachOther() {
    Await.until(
        BOUND,
        () -> nodes.stream().map(node -> node.name + " says " + node.endpoints()).toList() + "",
        () ->
            nodes.stream()
                .allMatch(
                    node ->
                        node.endpoints().lines().count() == nodes.size()
                            && sharing(node) == nodes.size()));
  }

  private int sharing(Node node) {
    try {
      return node.get("/api/v1/storm").path("cluster").path("gateways").asInt();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void connect(int count) {
    String[] endpoints =
        nodes.stream().map(node -> "127.0.0.1:" + node.port).toArray(String[]::new);
    for (int i = 0; i < count; i++) {
      String id = "dev-" + i;
      clients.add(
          HeartwireClient.builder(endpoints)
              .clientId(id)
              .group(group)
              .channelInitializer(channel -> channelOf.put(id, channel))
              .onMessage(message -> taken.add(id + " " + message.body().toUtf8()))
              .connect());
    }
    awaitAllOnline();
  }

  private void awaitAllOnline() {
    Await.until(
        BOUND,
        () -> online() + " of " + clients.size() + " online" + nodes.get(0).process.tail(),
        () -> online() == clients.size());
  }

  private long online() {
    return clients.stream().filter(it -> it.state() instanceof ClientState.Online).count();
  }

  private void speak() {
    Random random = new Random(1);
    for (int n = 0; !over; n++) {
      int i = random.nextInt(clients.size());
      String body = "dev-" + i + " " + n;
      up.put(body, clients.get(i).deliver("order", Bytes.utf8(body)).toCompletableFuture());
      LockSupport.parkNanos(PACE_NANOS);
    }
  }

  /**
   * Sends to clients until it is over, each message until a gateway has taken charge of it: that of
   * the client, if it has one now.
   */
  private void sendDown() {
    Random random = new Random(2);
    for (int n = 0; !over; n++) {
      int status = 0;
      String client = "";
      while (status != 200 && status != 202) {
        client = status == 0 ? "dev-" + random.nextInt(clients.size()) : client;
        Optional<Node> node = nodeOf(client);
        // The same message again, until somebody has it: there may be an answer that was lost.
        status = node.isPresent() ? post(node.get(), client, "m" + n) : status;
        LockSupport.parkNanos(PACE_NANOS);
      }
      down.add(client + " m" + n);
    }
  }

  private Optional<Node> nodeOf(String client) {
    Channel channel = channelOf.get(client);
    return channel != null
            && channel.isActive()
            && channel.remoteAddress() instanceof InetSocketAddress at
        ? nodes.stream().filter(node -> node.port == at.getPort()).findFirst()
        : Optional.empty();
  }

  /** The status; 599 if there was no answer. */
  private int post(Node node, String client, String id) {
    String json = "{\"type\":\"news\",\"id\":\"%s\",\"body\":\"%s\"}".formatted(id, id);
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create(
                    "http://127.0.0.1:"
                        + node.adminPort
                        + "/api/v1/clients/"
                        + client
                        + "/messages"))
            .timeout(BOUND)
            .POST(HttpRequest.BodyPublishers.ofString(json))
            .build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    } catch (IOException e) {
      LockSupport.parkNanos(20_000_000);
      return 599;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private String text(String uri) {
    try {
      return http.send(
              HttpRequest.newBuilder(URI.create(uri)).timeout(BOUND).build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (IOException e) {
      return e.toString();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  @Test
  void threeRestartedInTurnAnnounceNobodyOfflineAndLoseNothing() throws Exception {
    serve("gw-a", "gw-b", "gw-c");
    connect(CLIENTS);
    List<Thread> senders = List.of(new Thread(this::speak), new Thread(this::sendDown));
    senders.forEach(Thread::start);
    for (Node node : nodes) {
      node.process.signal("TERM");
      assertThat(node.process.awaitExit(BOUND)).as(node.process.tail()).isZero();
      awaitAllOnline();
      node.start();
      awaitAllKnowEachOther();
    }
    over = true;
    for (Thread sender : senders) {
      sender.join(BOUND.toMillis());
      assertThat(sender.isAlive()).isFalse();
    }
    Await.until(
        BOUND,
        () -> taken.size() + " of " + down.size() + " taken",
        () ->
            taken.size() >= down.size()
                && up.values().stream().allMatch(CompletableFuture::isDone));

    List<JsonNode> events = events();
    Map<String, Long> kinds =
        events.stream()
            .map(it -> it.path("type").asText().substring("io.heartwire.".length()))
            .collect(Collectors.groupingBy(it -> it, Collectors.counting()));
    System.out.printf(
        "rolling restart: %d clients, %d up, %d down, events %s%n",
        CLIENTS, up.size(), down.size(), kinds);
    assertThat(kinds).as("%s", kinds).doesNotContainKeys("offline", "taken-over");
    assertThat(kinds.get("moved")).as("%s", kinds).isGreaterThan(CLIENTS / 2);
    assertThat(taken).as("down").containsExactlyInAnyOrderElementsOf(down);
    assertThat(up.values()).noneMatch(CompletableFuture::isCompletedExceptionally);
    assertThat(events)
        .filteredOn(it -> it.path("type").asText().endsWith(".message"))
        .extracting(it -> it.path("data").path("body").asText())
        .as("up")
        .containsExactlyInAnyOrderElementsOf(up.keySet());
    awaitAllOnline();
    int attached = 0;
    for (Node node : nodes) {
      attached += node.get("/api/v1/status").path("attached").asInt();
    }
    assertThat(attached).isEqualTo(CLIENTS);
  }

  private List<JsonNode> events() throws IOException {
    List<JsonNode> all = new ArrayList<>();
    String after = "0";
    while (!after.equals("null")) {
      JsonNode page = nodes.get(0).get("/api/v1/events?limit=1000&after=" + after);
      page.path("items").forEach(all::add);
      after = page.path("next").asText();
    }
    return all;
  }

  @Test
  void anyGatewayCanBeAskedToHaveAnotherHandItsClientsOver() throws Exception {
    serve("gw-a", "gw-b");
    connect(60);
    Node asked = nodes.get(0);
    LabProcess drain =
        lab.start(
            Jvm.of(
                "drain",
                Heartwire.class,
                "drain",
                "gw-b",
                "--rate",
                "10/s",
                "--admin",
                "127.0.0.1:" + asked.adminPort));
    Await.until(
        BOUND,
        () -> asked.endpoints() + " shared by " + sharing(asked),
        () -> asked.endpoints().equals("127.0.0.1:" + asked.port + "\n") && sharing(asked) == 1);
    assertThat(nodes.get(1).process.isAlive()).as("told while it drains").isTrue();

    assertThat(drain.awaitExit(BOUND)).as(drain.tail()).isZero();
    assertThat(nodes.get(1).process.awaitExit(BOUND)).isZero();
    assertThat(drain.lines()).anyMatch(line -> line.matches("\\d+ of \\d+ told, .*"));
    assertThat(drain.lines()).last().isEqualTo("Drained: gateway gw-b ends.");
    awaitAllOnline();
    assertThat(asked.get("/api/v1/status").path("attached").asInt()).isEqualTo(60);
    assertThat(events())
        .extracting(it -> it.path("type").asText())
        .contains("io.heartwire.moved")
        .doesNotContain("io.heartwire.offline", "io.heartwire.taken-over");
    assertThat(asked.get("/api/v1/audit").path("items"))
        .anyMatch(
            line ->
                line.path("action").asText().equals("drain")
                    && line.path("scope").asText().equals("gw-b"));
  }
}
