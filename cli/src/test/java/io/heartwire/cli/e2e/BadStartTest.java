package io.heartwire.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.cli.Heartwire;
import io.heartwire.cli.e2e.ProcessLab.Jvm;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What cannot start says why in one sentence, ends with an exit code, and shows no stack. */
class BadStartTest {
  private static final Duration BOUND = Duration.ofSeconds(30);

  @Test
  void saysWhichDoorHasAPortInUse() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = "" + taken.getLocalPort();
      assertThat(complaint("serve", "--set", "listeners.tcp.port=" + port, "--set", "admin.port=0"))
          .contains("tcp", port, "in use");
      assertThat(
              complaint(
                  "serve",
                  "--set",
                  "listeners.tcp.port=0",
                  "--set",
                  "listeners.mqtt.enabled=false",
                  "--set",
                  "admin.port=" + port))
          .contains("admin.port", port, "choose another one");
    }
  }

  @Test
  void saysWhatContradictsWhatAndTheRemedy() {
    assertThat(complaint("serve", "--set", "liveness.timeout=1s"))
        .contains("liveness.timeout (1s)", "liveness.interval (50s)", "raise it");
  }

  /** The only line on standard error that is not a log line. */
  private static String complaint(String... args) {
    try (ProcessLab lab = new ProcessLab()) {
      LabProcess process = lab.start(Jvm.of("heartwire", Heartwire.class, args));
      assertThat(process.awaitExit(BOUND)).as(process.tail()).isNotZero();
      Await.until(
          BOUND,
          process::tail,
          () -> process.errors().stream().anyMatch(line -> line.startsWith("heartwire: ")));
      assertThat(process.lines()).as("standard output").isEmpty();
      List<String> errors = process.errors();
      assertThat(errors)
          .as(process.tail())
          .noneMatch(line -> line.matches("\\s+at .*|Caused by.*"));
      List<String> said = errors.stream().filter(line -> line.startsWith("heartwire: ")).toList();
      assertThat(said).as(process.tail()).hasSize(1);
      return said.get(0);
    }
  }
}
