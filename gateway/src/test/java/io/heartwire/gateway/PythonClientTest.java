package io.heartwire.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.gateway.session.Farewell;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The client of {@code docs/examples}, written from the documentation alone, as its readers run it.
 */
@Tag("netns") // needs python3, which './heartwire test' brings with this group
class PythonClientTest {
  private static final Path SCRIPT = Path.of("..", "docs", "examples", "heartwire_client.py");

  private TestGateway gateway;

  @BeforeEach
  void open() {
    gateway = TestGateway.with("liveness.interval", "500ms", "liveness.timeout", "2s");
  }

  @AfterEach
  void close() {
    gateway.close();
  }

  @Test
  void logsInBeatsAndLeavesWithAGoodbye() throws Exception {
    Process client = start("py-1", 4);
    List<String> lines = output(client);
    assertThat(client.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(lines.get(0))
        .startsWith("WELCOME session=")
        .contains("intervalMs=500 timeoutMs=2000");
    assertThat(lines.stream().filter(line -> line.startsWith("PONG"))).hasSizeGreaterThan(4);
    assertThat(lines.get(lines.size() - 1)).isEqualTo("CLOSED 4300");
    assertThat(client.exitValue()).isZero();
    assertThat(gateway.departure(DisconnectReason.GOODBYE).disconnect().detail()).isEqualTo("done");
    assertThat(gateway.count(DisconnectReason.SILENT)).isZero();
  }

  @Test
  void staysAwayAfterAnOperatorLoggedItOut() throws Exception { // trap 46
    Process client = start("py-2", 30);
    ClientId id = new ClientId("py-2");
    TestGateway.await("the login", () -> gateway.gateway.sessions().session(id).isPresent());
    gateway
        .gateway
        .sessions()
        .dismiss(id, Disconnect.of(DisconnectReason.KICKED, "by a test"), Farewell.NONE);
    List<String> lines = output(client);
    assertThat(client.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(lines).contains("GOODBYE 4302 by a test");
    assertThat(client.exitValue()).isEqualTo(3);
  }

  @Test
  void sendsARefusedMessageAgainAfterASecondOrTwo() throws Exception {
    var gate = new CountDownLatch(1);
    try (TestGateway narrow =
        TestGateway.with(
            Optional.empty(),
            (peer, message) -> passed(gate),
            "dispatch.lanes",
            "1",
            "dispatch.lane-capacity",
            "1")) {
      Process client =
          start(narrow, "py-3", 6, "--deliver", "t=1", "--deliver", "t=2", "--deliver", "t=3");
      TestGateway.await("a refusal", () -> narrow.gateway.dispatcher().load().busy() > 0);
      gate.countDown();

      List<String> lines = output(client);

      assertThat(client.waitFor(20, TimeUnit.SECONDS)).isTrue();
      for (int i = 0; i < 3; i++) {
        String ack = "ACK [0-9a-f]{8}-m" + i;
        assertThat(lines).anyMatch(line -> line.matches(ack));
      }
      assertThat(lines).anyMatch(line -> line.matches("REFUSED [0-9a-f]{8}-m[12] cause=1"));
      assertThat(lines.stream().filter(line -> line.startsWith("SENT"))).hasSizeGreaterThan(3);
    }
  }

  private static CompletionStage<?> passed(CountDownLatch gate) {
    try {
      gate.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted", e);
    }
    return CompletableFuture.completedFuture(null);
  }

  private Process start(String clientId, int seconds) throws IOException {
    return start(gateway, clientId, seconds);
  }

  private static Process start(TestGateway gateway, String clientId, int seconds, String... more)
      throws IOException {
    List<String> command = new ArrayList<>(List.of("python3", SCRIPT.toString()));
    command.addAll(List.of("--port", "" + gateway.address().getPort()));
    command.addAll(List.of("--client-id", clientId, "--seconds", "" + seconds));
    command.addAll(List.of(more));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  private static List<String> output(Process client) throws IOException {
    return new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
        .lines()
        .toList();
  }
}
