package io.heartwire.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The client for browsers and Node behind a router: a cut that says nothing is seen by both sides
 * within their timeouts, and a cable that is whole again brings the same session back.
 */
@Tag("waits")
@Tag("js") // needs node, npm and chromium
@Tag("netns")
class JavaScriptCableTest {
  private static final Path WATCHED =
      Path.of("..", "clients", "js", "build", "gateway", "watched.test.js");
  private static final Duration BOUND = Duration.ofSeconds(60);
  private static final Duration RETURN_BOUND = Duration.ofSeconds(90);
  private static final long TIMEOUT_MS = 6_000;

  /** The interval of 2 s, then three pings of 3 s each. */
  private static final long CLIENT_TIMEOUT_MS = 11_000;

  private static final long TOLERANCE_MS = 1_500;
  private static final Pattern ONLINE = Pattern.compile("saw online (\\S+)");
  private static final Pattern LOST = Pattern.compile("saw waiting (\\S+)");

  private NetLab net;
  private ProcessLab lab;

  @BeforeEach
  void build() {
    JavaScriptClient.compile();
    net = new NetLab();
    lab = new ProcessLab();
  }

  @AfterEach
  void tearDown() {
    lab.close();
    net.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Node", "Chromium"})
  void aCutIsSeenByBothSidesAndTheSessionResumesWithoutAnOfflineEvent(String where) {
    String clientId = "cable-" + where;
    GatewayProcess gateway =
        GatewayProcess.start(
            lab,
            net.onServer(),
            "auth.mode=open",
            "listeners.http.host=0.0.0.0",
            "listeners.http.origins=*",
            "liveness.interval=2s",
            "liveness.timeout=6s",
            "presence.grace=120s");
    LabProcess client = client(gateway, where, clientId);
    String session = client.awaitLine(ONLINE, BOUND).group(1);

    long cutAt = System.nanoTime();
    net.cutAll();
    Await.until(
        BOUND,
        () -> "a verdict: " + left(gateway, clientId),
        () -> !left(gateway, clientId).isEmpty());
    long serverMs = (System.nanoTime() - cutAt) / 1_000_000;
    String reason = client.awaitLine(LOST, BOUND).group(1);
    long clientMs = (System.nanoTime() - cutAt) / 1_000_000;
    net.heal();

    String figures =
        where
            + ": cut seen by the gateway after "
            + serverMs
            + " ms, by the client after "
            + clientMs
            + " ms";
    System.out.println(figures);
    assertThat(left(gateway, clientId)).containsExactly("SILENT");
    assertThat(serverMs).as(figures).isLessThanOrEqualTo(TIMEOUT_MS + TOLERANCE_MS);
    assertThat(reason).isEqualTo("NO_PONG");
    assertThat(clientMs).as(figures).isLessThanOrEqualTo(CLIENT_TIMEOUT_MS + TOLERANCE_MS);
    Await.until(
        RETURN_BOUND,
        () -> "a second session: " + client.lines(),
        () -> sessions(client).size() >= 2);
    assertThat(sessions(client)).containsOnly(session);
    Await.until(
        BOUND,
        () -> "its return to be told: " + told(gateway, clientId),
        () -> told(gateway, clientId).contains("resumed"));
    assertThat(told(gateway, clientId)).containsExactly("online", "resumed");
  }

  private LabProcess client(GatewayProcess gateway, String where, String clientId) {
    List<String> command = new ArrayList<>(net.onClient());
    String url = "ws://" + NetLab.serverAddress(1) + ":" + gateway.port("http") + "/ws";
    command.add("env");
    for (String door : List.of("HEARTWIRE_URL", "HEARTWIRE_QUICK_URL", "HEARTWIRE_STRICT_URL")) {
      command.add(door + "=" + url);
    }
    // The administration is not to be reached from here, and not asked.
    for (String other :
        List.of("HEARTWIRE_ADMIN", "HEARTWIRE_QUICK_ADMIN", "HEARTWIRE_STRICT_SECRET")) {
      command.add(other + "=none");
    }
    command.addAll(List.of("node", WATCHED.toString(), where, clientId));
    return lab.command("client", command);
  }

  /** The sessions that the client was told, one for each time that it was online. */
  private static List<String> sessions(LabProcess client) {
    return client.lines().stream()
        .map(ONLINE::matcher)
        .filter(line -> line.find())
        .map(line -> line.group(1))
        .toList();
  }

  /** Why connections of the client ended, as the gateway says. */
  private static List<String> left(GatewayProcess gateway, String clientId) {
    return gateway.items("/api/v1/disconnects").stream()
        .filter(left -> left.path("clientId").asText().equals(clientId))
        .map(left -> left.path("reason").asText())
        .toList();
  }

  /** What others were told of the client, in order. */
  private static List<String> told(GatewayProcess gateway, String clientId) {
    return gateway.items("/api/v1/events").stream()
        .filter(event -> event.toString().contains('"' + clientId + '"'))
        .map(event -> event.path("type").asText().replaceAll(".*\\.", ""))
        .toList();
  }
}
