package io.heartwire.gateway.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.gateway.RawClient;
import io.heartwire.gateway.TestGateway;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import jdk.jfr.Recording;
import org.junit.jupiter.api.Test;

/** One file for a bug report. */
class BundleResourceTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TOKEN = "tok-7f3c9a1e55d04b6c";
  private static final String SIGNING = "sig\"n-me-88aa";
  private static final String HOOK = "B0T9SERVICE/x9Yz77";
  private static final String PASSWORD = "pa55-of-the-broker";

  private static AdminDoor door() {
    return AdminDoor.with(
        "doctor.enabled",
        "true",
        "auth.tokens.one.secret",
        TOKEN,
        "sinks.hook.type",
        "webhook",
        "sinks.hook.url",
        "http://127.0.0.1:9/services/" + HOOK,
        "sinks.hook.secret",
        SIGNING,
        "targets.broker.probe",
        "mqtt",
        "targets.broker.address",
        "127.0.0.1:9",
        "targets.broker.credential",
        "me:" + PASSWORD);
  }

  private static Map<String, byte[]> bundle(AdminDoor door) throws Exception {
    AdminDoor.Answer begun = door.send("POST", "/api/v1/bundle", "{\"timeMs\": 1000}");
    assertThat(begun.status()).as(begun.text()).isEqualTo(202);
    TestGateway.await("the bundle", () -> state(door).equals("ready"));
    HttpResponse<byte[]> file =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(door.server.uri() + "/api/v1/bundle/file"))
                    .build(),
                HttpResponse.BodyHandlers.ofByteArray());
    assertThat(file.statusCode()).isEqualTo(200);
    return files(file.body());
  }

  private static Map<String, byte[]> files(byte[] zipped) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    try (var zip = new ZipInputStream(new ByteArrayInputStream(zipped))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        files.put(entry.getName(), zip.readAllBytes());
      }
    }
    return files;
  }

  private static String state(AdminDoor door) {
    return door.get("/api/v1/bundle").json().path("state").asText();
  }

  private static JsonNode json(Map<String, byte[]> files, String name) throws IOException {
    assertThat(files).containsKey(name);
    return JSON.readTree(files.get(name));
  }

  @Test
  void holdsWhatAReportNeedsAndNoSecret() throws Exception {
    try (AdminDoor door = door()) {
      try (RawClient stranger = door.gateway.connect()) {
        stranger.send(io.heartwire.wire.Frame.Hello.of("dev-1", "wrong"));
        stranger.untilClosed();
      }
      Map<String, byte[]> files = bundle(door);

      assertThat(files.keySet())
          .contains(
              "index.json",
              "status.json",
              "config.json",
              "incidents.json",
              "evidence.json",
              "disconnects.json",
              "handlers.json",
              "sinks.json",
              "targets.json",
              "storm.json",
              "versions.json",
              "memory.json",
              "descriptors.json",
              "sockets.json",
              "tcp-counters.json",
              "threads.txt",
              "recording.jfr");
      JsonNode config = json(files, "config.json");
      assertThat(config.path("auth.tokens.one.secret").asText()).isEqualTo("***");
      assertThat(config.path("sinks.hook.url").asText()).isEqualTo("http://127.0.0.1:9/***");
      assertThat(json(files, "sockets.json").at("/after/ours/LISTEN").asInt()).isPositive();
      assertThat(json(files, "tcp-counters.json").path("sinceBoot").size()).isPositive();
      assertThat(json(files, "disconnects.json").path(0).path("reason").asText())
          .isEqualTo(DisconnectReason.AUTHENTICATION_FAILED.name());
      assertThat(text(files, "threads.txt")).contains("heartwire-bundle");
      for (String name : files.keySet()) {
        assertThat(text(files, name))
            .as(name)
            .doesNotContain(TOKEN, SIGNING, "n-me-88aa", HOOK, PASSWORD);
      }
    }
  }

  private static String text(Map<String, byte[]> files, String name) {
    return new String(files.get(name), StandardCharsets.UTF_8);
  }

  @Test
  void leavesOutARecordingThatTellsTheEnvironment() throws Exception {
    try (AdminDoor door = AdminDoor.with();
        var other = new Recording()) {
      other.enable("jdk.InitialEnvironmentVariable");
      other.start();
      Map<String, byte[]> files = bundle(door);

      assertThat(files).doesNotContainKey("recording.jfr");
      assertThat(text(files, "recording.jfr.txt"))
          .contains("not available here", "jdk.InitialEnvironmentVariable");
      assertThat(text(files, "incidents.json.txt")).contains("doctor.enabled is false");
      assertThat(json(files, "index.json").path("files").size()).isEqualTo(files.size() - 1);
    }
  }

  @Test
  void makesOneAtATimeAndStopsWhenItIsNotWanted() {
    try (AdminDoor door = AdminDoor.with()) {
      assertThat(door.get("/api/v1/bundle/file").status()).isEqualTo(404);
      assertThat(door.send("POST", "/api/v1/bundle", "{\"timeMs\": 999}").status()).isEqualTo(400);
      assertThat(door.send("POST", "/api/v1/bundle", "{\"x\": 9}").status()).isEqualTo(400);
      assertThat(door.send("POST", "/api/v1/bundle", "").json().path("timeMs").asLong())
          .isEqualTo(30_000);
      AdminDoor.Answer second = door.send("POST", "/api/v1/bundle", "");
      assertThat(second.status()).isEqualTo(409);
      assertThat(second.text()).contains("one bundle at a time");
      TestGateway.await(
          "progress", () -> door.get("/api/v1/bundle").json().path("measuredMs").asLong() > 0);
      assertThat(door.send("DELETE", "/api/v1/bundle", "").status()).isEqualTo(200);
      assertThat(state(door)).isEqualTo("none");
      assertThat(door.send("POST", "/api/v1/bundle", "").status()).isEqualTo(202);
    }
  }
}
