package io.heartwire.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.cli.Heartwire;
import io.heartwire.cli.e2e.ProcessLab.Jvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway's process that is told to read its file again. */
@Tag("waits")
@Tag("proof") // needs signals
class ReloadProcessTest {
  private static final Duration BOUND = Duration.ofSeconds(60);
  private static final Pattern READY = Pattern.compile("ready in .* admin http://(\\S+)$");
  private static final String PORTS =
      "listeners.tcp.port: 0\nlisteners.http.port: 0\nlisteners.mqtt.enabled: false\nadmin.port: 0\n";

  private final ProcessLab lab = new ProcessLab();
  @TempDir private Path directory;

  @AfterEach
  void killAll() {
    lab.close();
  }

  @Test
  void sighupAndTheCommandPutAGoodFileInForceAndRefuseABadOne() throws IOException {
    Path file = directory.resolve("heartwire.yaml");
    Files.writeString(file, PORTS + "liveness.timeout: 150s\n");
    LabProcess gateway =
        lab.start(
            Jvm.of("serve", Heartwire.class, "serve", "-c", file.toString(), "-s", "loops=2"));
    Matcher ready = gateway.awaitLine(READY, BOUND);
    String admin = "--admin=" + ready.group(1);

    Files.writeString(file, PORTS + "liveness.timeout: 200s\nnode: other\nlog.level: debug\n");
    gateway.signal("HUP");
    awaitError(
        gateway,
        "changed liveness.timeout 150s -> 200s, log.level info -> debug; needs a restart"
            + " node local -> other|listeners.tcp.tcp.user-timeout auto (245s) -> auto (295s)");

    LabProcess audited = command("audit", admin);
    assertThat(audited.awaitExit(BOUND)).as(audited.tail()).isZero();
    assertThat(audited.lines())
        .anyMatch(
            it ->
                it.contains("SIGHUP")
                    && it.contains("config reload")
                    && it.contains("liveness.timeout=200s"));

    Files.writeString(file, PORTS + "liveness.timeout: 60s\n");
    gateway.signal("HUP");
    awaitError(gateway, "refused, nothing was changed|liveness.timeout (60s)|raise it");
    LabProcess refused = command("config", "reload", admin);
    assertThat(refused.awaitExit(BOUND)).isEqualTo(1);
    assertThat(refused.errors())
        .anyMatch(it -> it.startsWith("heartwire: nothing was changed: ") && it.contains("60s"));
    assertThat(gateway.isAlive()).isTrue();

    Files.writeString(file, PORTS + "liveness.timeout: 300s\n");
    LabProcess done = command("config", "reload", admin);
    assertThat(done.awaitExit(BOUND)).as(done.tail()).isZero();
    // From 200s: what was refused in between was never in force.
    assertThat(done.lines())
        .contains("liveness.timeout: 200s -> 300s, at once", "log.level: debug -> info, at once");
    LabProcess again = command("config", "reload", "--json", admin);
    assertThat(again.awaitExit(BOUND)).isZero();
    assertThat(String.join("", again.lines())).contains("\"changed\" : [ ]");
  }

  private LabProcess command(String... arguments) {
    return lab.start(Jvm.of(arguments[0], Heartwire.class, arguments));
  }

  /** One line of the log in which all {@code parts}, separated by bars, stand. */
  private static void awaitError(LabProcess gateway, String parts) {
    Await.until(
        BOUND,
        gateway::tail,
        () ->
            gateway.errors().stream()
                .anyMatch(
                    line -> {
                      for (String part : parts.split("\\|", -1)) {
                        if (!line.contains(part)) {
                          return false;
                        }
                      }
                      return true;
                    }));
  }
}
