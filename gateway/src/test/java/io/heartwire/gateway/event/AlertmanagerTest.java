package io.heartwire.gateway.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.heartwire.gateway.TestGateway;
import io.heartwire.gateway.cluster.EventType;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Alertmanager shows an incident as long as it is open. */
@Tag("prometheus")
class AlertmanagerTest {
  private static final String COMMAND = "prometheus-alertmanager";

  @TempDir Path dir;
  private final HttpClient http = HttpClient.newHttpClient();

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private Process alertmanager(int port) throws IOException {
    boolean isThere =
        List.of(System.getenv("PATH").split(":")).stream()
            .anyMatch(directory -> Files.isExecutable(Path.of(directory, COMMAND)));
    assertThat(isThere)
        .as(
            "this test needs prometheus-alertmanager: install it with 'apt-get install"
                + " prometheus-alertmanager', or leave the group out with './heartwire test"
                + " --without prometheus'")
        .isTrue();
    Path config =
        Files.writeString(
            dir.resolve("am.yml"), "route: {receiver: none}\nreceivers: [{name: none}]\n");
    return new ProcessBuilder(
            COMMAND,
            "--config.file=" + config,
            "--storage.path=" + dir.resolve("data"),
            "--web.listen-address=127.0.0.1:" + port,
            "--cluster.listen-address=")
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private JsonNode alerts(int port) {
    try {
      URI url = URI.create("http://127.0.0.1:" + port + "/api/v2/alerts");
      return new ObjectMapper()
          .readTree(
              http.send(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.ofString())
                  .body());
    } catch (IOException e) {
      return new ObjectMapper().createObjectNode();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void showsAnIncidentAsLongAsItIsOpenAlsoIfTheGatewayStartsInBetween() throws Exception {
    int port = freePort();
    Process process = alertmanager(port);
    try {
      TestGateway.await("the Alertmanager", () -> alerts(port).isArray());
      String[] settings = {
        "presence.file",
        dir.resolve("presence.db").toString(),
        "sinks.ops.type",
        "alertmanager",
        "sinks.ops.url",
        "http://127.0.0.1:" + port
      };
      String since = Instant.now().minusSeconds(30).toString();
      String data = Alarms.data("inc-1", "blocked").replace("2026-11-27T03:17:36.5Z", since);
      try (TestGateway it = TestGateway.with(settings)) {
        Alarms.happen(it, EventType.INCIDENT_OPENED, data);
        TestGateway.await("the alert", () -> alerts(port).size() == 1);
        JsonNode alert = alerts(port).path(0);
        assertThat(alert.at("/labels/alertname").asText()).isEqualTo("HeartwireIncident");
        assertThat(alert.at("/labels/cause").asText()).isEqualTo("slow-handler");
        assertThat(alert.at("/annotations/summary").asText()).isEqualTo("blocked");
        assertThat(alert.at("/status/state").asText()).isEqualTo("active");
        assertThat(Instant.parse(alert.path("endsAt").asText()))
            .isAfter(Instant.now().plusSeconds(800));
      }
      try (TestGateway it = TestGateway.with(settings)) {
        Alarms.caughtUp(it);
        TestGateway.await("the end", () -> alerts(port).isEmpty());
      }
    } finally {
      process.destroyForcibly();
      process.onExit().orTimeout(10, TimeUnit.SECONDS).join();
    }
  }
}
