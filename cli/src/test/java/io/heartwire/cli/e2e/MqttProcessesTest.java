package io.heartwire.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.heartwire.cli.Heartwire;
import io.heartwire.cli.e2e.ProcessLab.Jvm;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Programs that are not ours speak MQTT with a gateway's process: each connects, keeps alive,
 * publishes, receives, is stopped (SIGSTOP) and has its will told at 1.5 times its keep alive, and
 * is taken over.
 */
@Tag("waits")
@Tag("mqtt") // needs mosquitto's clients, MQTT.js, node and signals
class MqttProcessesTest {
  private static final Duration BOUND = Duration.ofSeconds(30);
  private static final Pattern READY =
      Pattern.compile(
          "ready in .*http 127\\.0\\.0\\.1:(\\d+),.*mqtt 127\\.0\\.0\\.1:(\\d+),.* admin (http://\\S+)");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ProcessLab lab = new ProcessLab();
  @TempDir private Path dir;
  private int http;
  private int port;
  private String admin = "";

  @AfterEach
  void endProcesses() {
    lab.close();
  }

  private LabProcess serve() {
    List<String> arguments = new ArrayList<>(List.of("serve"));
    for (String setting :
        List.of(
            "listeners.tcp.port=0",
            "listeners.http.port=0",
            "listeners.mqtt.port=0",
            "admin.port=0",
            "warm-up=false",
            "targets-default=false",
            "doctor.enabled=false",
            "dispatch.types.order.tell=true",
            "sinks.told.type=file",
            "sinks.told.path=" + told())) {
      arguments.add("--set");
      arguments.add(setting);
    }
    LabProcess process =
        lab.start(Jvm.of("serve", Heartwire.class, arguments.toArray(String[]::new)));
    Matcher ready = process.awaitLine(READY, BOUND);
    http = Integer.parseInt(ready.group(1));
    port = Integer.parseInt(ready.group(2));
    admin = ready.group(3);
    return process;
  }

  private Path told() {
    return dir.resolve("told.jsonl");
  }

  /** What the sink was told of this type of event, of this client. */
  private List<JsonNode> told(String type, String client) {
    List<JsonNode> found = new ArrayList<>();
    try {
      if (!Files.exists(told())) {
        return found;
      }
      for (String line : Files.readAllLines(told())) {
        JsonNode event = JSON.readTree(line);
        if (event.path("type").asText().endsWith("." + type)
            && line.contains("\"" + client + "\"")) {
          found.add(event);
        }
      }
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void await(LabProcess client, String what, String type, String id, int count) {
    Await.until(
        BOUND,
        () -> what + ": " + told(type, id) + "\n" + client.tail(),
        () -> told(type, id).size() >= count);
  }

  @Test
  void mosquittosCommands() throws Exception {
    serve();
    List<String> subscriber =
        List.of(
            "mosquitto_sub",
            "-p",
            "" + port,
            "-i",
            "mosquitto",
            "-k",
            "5",
            "-V",
            "5",
            "-v",
            "-q",
            "1",
            "-t",
            "inbox/#",
            "--will-topic",
            "last/words",
            "--will-payload",
            "of mosquitto");
    List<String> publisher =
        List.of(
            "mosquitto_pub",
            "-p",
            "" + port,
            "-i",
            "publisher",
            "-q",
            "1",
            "-t",
            "order",
            "-m",
            "one");
    LabProcess published = lab.command("mosquitto_pub", publisher);
    assertThat(published.awaitExit(BOUND)).as(published::tail).isZero();
    await(published, "the message", "message", "publisher", 1);
    goesThroughAll("mosquitto", 5, () -> lab.command("mosquitto_sub", subscriber));
  }

  @Test
  void mqttJs() throws Exception {
    serve();
    for (String version : List.of("4", "5")) {
      String id = "mqtt-js-" + version;
      List<String> node =
          List.of(
              "node",
              Path.of("src/test/mqtt/client.js").toString(),
              "mqtt://127.0.0.1:" + port,
              id,
              "2",
              version);
      goesThroughAll(id, 2, () -> published(lab.command(id, node)));
      assertThat(told("message", id)).as("two messages, two wills").hasSize(4);
    }
  }

  @Test
  void mqttJsByWebSocket() throws Exception {
    serve();
    String id = "mqtt-js-by-web-socket";
    List<String> node =
        List.of(
            "node",
            Path.of("src/test/mqtt/client.js").toString(),
            "ws://127.0.0.1:" + http + "/mqtt",
            id,
            "2",
            "5");
    goesThroughAll(id, 2, () -> published(lab.command(id, node)));
    assertThat(told("message", id)).as("two messages, two wills").hasSize(4);
  }

  @Test
  void pahoAndHive() throws Exception {
    serve();
    for (String library : List.of("paho", "hive")) {
      Jvm jvm = Jvm.of(library, MqttClientMain.class, library, "" + port, library, "2");
      goesThroughAll(library, 2, () -> published(lab.start(jvm)));
      assertThat(told("message", library)).as("two messages, two wills").hasSize(4);
    }
  }

  private static LabProcess published(LabProcess client) {
    client.awaitLine(Pattern.compile("published"), BOUND);
    return client;
  }

  private void goesThroughAll(String id, int keepAliveSeconds, Supplier<LabProcess> start)
      throws Exception {
    LabProcess first = start.get();
    await(first, "online", "online", id, 1);
    Await.until(BOUND, () -> first.tail(), () -> sendsDown(id));
    first.awaitLine(Pattern.compile("inbox/reboot now"), BOUND);
    Await.elapse(Duration.ofSeconds(2L * keepAliveSeconds));
    assertThat(told("offline", id)).as("it keeps alive").isEmpty();

    int before = told("message", id).size();
    takenOver(id);
    await(first, "the takeover", "taken-over", id, 1);
    await(first, "its will, as it was lost", "message", id, before + 1);
    first.close();

    LabProcess second = start.get();
    await(second, "online again", "online", id, 3);
    Await.until(BOUND, () -> second.tail(), () -> sendsDown(id));
    before = told("message", id).size();
    int offline = told("offline", id).size();
    long frozenAt = System.nanoTime();
    second.freeze();
    await(second, "its will, as it was stopped", "message", id, before + 1);
    long tookMs = (System.nanoTime() - frozenAt) / 1_000_000;
    assertThat(tookMs).isBetween(keepAliveSeconds * 400L, keepAliveSeconds * 1_500L + 1_500);
    await(second, "offline", "offline", id, offline + 1);
    List<JsonNode> ends = told("offline", id);
    long silenceMs = ends.get(ends.size() - 1).path("data").path("silenceMs").asLong();
    System.out.println(
        id + ": dead after " + silenceMs + " ms of silence, " + tookMs + " ms after its stop");
    assertThat(silenceMs).isBetween(keepAliveSeconds * 1_500L, keepAliveSeconds * 1_500L + 500);
    second.close();
  }

  /** Another connection under the same id, which says no more and ends. */
  private void takenOver(String id) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      OutputStream out = socket.getOutputStream();
      byte[] name = id.getBytes(StandardCharsets.UTF_8);
      out.write(
          new byte[] {0x10, (byte) (12 + name.length), 0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 60});
      out.write(new byte[] {0, (byte) name.length});
      out.write(name);
      socket.setSoTimeout(30_000);
      assertThat(socket.getInputStream().readNBytes(4)).containsExactly(0x20, 2, 0, 0);
    }
  }

  /** Whether a message to it was acknowledged, not only kept: it may not have subscribed yet. */
  private boolean sendsDown(String id) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(admin + "/api/v1/clients/" + id + "/messages"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("{\"type\": \"reboot\", \"body\": \"now\"}"))
            .timeout(BOUND)
            .build();
    try {
      return HttpClient.newHttpClient()
              .send(request, HttpResponse.BodyHandlers.ofString())
              .statusCode()
          == 200;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
