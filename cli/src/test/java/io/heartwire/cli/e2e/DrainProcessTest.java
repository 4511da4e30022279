package io.heartwire.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.cli.Heartwire;
import io.heartwire.cli.e2e.ProcessLab.Jvm;
import io.heartwire.client.ClientGroup;
import io.heartwire.client.ClientState;
import io.heartwire.client.HeartwireClient;
import io.heartwire.core.liveness.DisconnectReason;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How a gateway's process ends: told by a signal or a command, with idle clients attached. */
@Tag("waits")
@Tag("proof") // needs signals
class DrainProcessTest {
  private static final Duration BOUND = Duration.ofSeconds(60);
  private static final Pattern READY =
      Pattern.compile("^heartwire .* ready in [\\d.]+ s: tcp (\\S+?),.* admin (http://(\\S+))$");

  private final ProcessLab lab = new ProcessLab();
  private final ClientGroup group = ClientGroup.builder().threads(1).build();
  private final List<HeartwireClient> clients = new ArrayList<>();
  private final List<Told> told = new CopyOnWriteArrayList<>();

  /** A goodbye that a client obeys: when it came, and when the client will return. */
  private record Told(Instant at, Instant until) {}

  /** A running gateway's process and doors. */
  private record Serving(LabProcess process, String tcp, String uri, String admin) {}

  @AfterEach
  void endAll() {
    clients.forEach(HeartwireClient::close);
    group.close();
    lab.close();
  }

  private Serving serve(String... settings) {
    String[] arguments = new String[2 * settings.length + 9];
    arguments[0] = "serve";
    arguments[1] = "--set";
    arguments[2] = "listeners.tcp.port=0";
    arguments[3] = "--set";
    arguments[4] = "admin.port=0";
    arguments[5] = "--set";
    arguments[6] = "listeners.http.port=0";
    arguments[7] = "--set";
    arguments[8] = "listeners.mqtt.enabled=false";
    for (int i = 0; i < settings.length; i++) {
      arguments[9 + 2 * i] = "--set";
      arguments[10 + 2 * i] = settings[i];
    }
    LabProcess process = lab.start(Jvm.of("serve", Heartwire.class, arguments));
    Matcher doors = process.awaitLine(READY, BOUND);
    return new Serving(process, doors.group(1), doors.group(2), doors.group(3));
  }

  /** Clients that log in and have nothing to say. */
  private void attach(Serving gateway, int count) {
    for (int i = 0; i < count; i++) {
      clients.add(
          HeartwireClient.builder(gateway.tcp())
              .clientId("idle-" + i)
              .group(group)
              .onState(this::entered)
              .connect());
    }
    awaitAttached(gateway, count);
  }

  private void entered(ClientState state) {
    if (state instanceof ClientState.Waiting waiting
        && waiting.why().reason() == DisconnectReason.DRAINED) {
      told.add(new Told(Instant.now(), waiting.until()));
    }
  }

  private static void awaitAttached(Serving gateway, int clients) {
    Await.until(
        BOUND,
        gateway.process()::tail,
        () -> get(gateway, "/metrics").body().contains("\nheartwire_attached " + clients + ".0"));
  }

  private static HttpResponse<String> get(Serving gateway, String path) {
    try {
      return HttpClient.newHttpClient()
          .send(
              HttpRequest.newBuilder(URI.create(gateway.uri() + path)).timeout(BOUND).build(),
              HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new AssertionError(path + gateway.process().tail(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  @Test
  void sigtermTurnsReadinessThenTellsEverybodyAndTheyReturnElsewhereSpread() { // trap 54
    Serving next = serve();
    Serving gateway =
        serve("drain.time=3s", "drain.readiness-delay=1s", "drain.endpoints=" + next.tcp());
    attach(gateway, 200);
    assertThat(get(gateway, "/readyz").statusCode()).isEqualTo(200);

    long start = System.nanoTime();
    gateway.process().signal("TERM");
    Await.until(BOUND, gateway.process()::tail, () -> get(gateway, "/readyz").statusCode() == 503);
    assertThat(told).as("told before a load balancer could know").isEmpty();

    assertThat(gateway.process().awaitExit(BOUND)).as(gateway.process().tail()).isZero();
    Duration taken = Duration.ofNanos(System.nanoTime() - start);
    assertThat(taken).isBetween(Duration.ofSeconds(3), Duration.ofSeconds(20));
    Await.until(BOUND, () -> told.size() + " told", () -> told.size() >= 200);
    List<Instant> at = told.stream().map(Told::at).sorted().toList();
    assertThat(Duration.between(at.get(0), at.get(199))).isGreaterThan(Duration.ofSeconds(2));
    assertThat(Duration.between(at.get(0), at.get(100))).isGreaterThan(Duration.ofMillis(800));
    assertThat(told)
        .allSatisfy(
            it ->
                assertThat(Duration.between(it.at(), it.until()))
                    .isBetween(Duration.ofMillis(500), Duration.ofSeconds(8)));
    assertThat(told.stream().map(it -> it.until().toEpochMilli() / 1_000).distinct())
        .hasSizeGreaterThan(4);
    awaitAttached(next, 200);
  }

  @Test
  void aSecondSignalEndsTheDrainAtOnce() {
    Serving gateway = serve("drain.time=1h");
    attach(gateway, 20);
    gateway.process().signal("INT");
    Await.until(
        BOUND,
        gateway.process()::tail,
        () -> get(gateway, "/api/v1/drain").body().contains("telling"));
    gateway.process().signal("TERM");

    assertThat(gateway.process().awaitExit(Duration.ofSeconds(20))).isEqualTo(4);
    Await.until(
        BOUND,
        gateway.process()::tail,
        () ->
            gateway.process().errors().stream().filter(it -> it.contains("SHUTDOWN")).count()
                == 19);
  }

  @Test
  void withNobodyAttachedItEndsAtOnce() {
    Serving gateway = serve("drain.time=1h", "drain.readiness-delay=5m");
    assertThat(get(gateway, "/readyz").statusCode()).isEqualTo(200);
    gateway.process().signal("TERM");
    assertThat(gateway.process().awaitExit(Duration.ofSeconds(20))).isZero();
  }

  @Test
  void theCommandFollowsTheDrainToItsEnd() {
    Serving gateway = serve("drain.time=1h");
    attach(gateway, 20);
    LabProcess drain =
        lab.start(
            Jvm.of("drain", Heartwire.class, "drain", "--time", "2s", "--admin", gateway.admin()));
    assertThat(drain.awaitExit(BOUND)).as(drain.tail()).isZero();
    assertThat(gateway.process().awaitExit(BOUND)).isZero();
    assertThat(drain.lines()).anyMatch(line -> line.matches("\\d+ of 20 told, \\d+ attached, .*"));
    assertThat(drain.lines()).last().asString().contains("Drained");
    // One that returns before the end is told once more.
    assertThat(told).hasSizeGreaterThanOrEqualTo(20);
  }
}
