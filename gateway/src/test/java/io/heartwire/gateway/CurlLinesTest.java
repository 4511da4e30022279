package io.heartwire.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.gateway.admin.AdminServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The lines with {@code curl} on the pages for users do what is written beside them, as they stand
 * but for ports, tokens and secrets. A shell runs them.
 */
class CurlLinesTest {
  private static final Pattern LINE = Pattern.compile("(?m)\\bcurl -[^`\n]*?(?=`| *#|$)");
  private static final String SECRET = "a-secret";

  private static List<String> lines(String page) throws IOException {
    return LINE.matcher(Files.readString(Path.of("..", page)))
        .results()
        .map(MatchResult::group)
        .toList();
  }

  @Test
  void thoseOfTheReadmeDoWhatItSays() throws Exception {
    try (HeartbeatRig rig = new HeartbeatRig("admin.port", "0");
        AdminServer admin = Administration.start(rig.it.gateway, InstantSource.system())) {
      while (rig.it.gateway.engine().latestEvent() < 42) {
        comesAndGoes(rig);
      }
      List<String> lines = lines("README.md");

      assertThat(lines).hasSize(3);
      assertThat(firstEvent(line(lines.get(0), rig, admin), rig)).isGreaterThan(42);
      assertThat(firstEvent(line(lines.get(1), rig, admin), rig)).isEqualTo(42);
      assertThat(all(line(lines.get(2), rig, admin))).contains("\"timeoutMs\":90000000");
    }
  }

  private static void comesAndGoes(HeartbeatRig rig) {
    assertThat(rig.put("dev-1", "{}").status()).isEqualTo(200);
    assertThat(rig.delete("dev-1").status()).isEqualTo(200);
  }

  @Test
  void thoseForHeartbeatsDoWhatTheirPageSays() throws Exception {
    try (HeartbeatRig rig =
            new HeartbeatRig(
                "admin.port", "0", "auth.mode", "tokens", "auth.tokens.a.secret", SECRET);
        AdminServer admin = Administration.start(rig.it.gateway, InstantSource.system())) {
      List<String> lines = lines("docs/http-heartbeats.md");

      assertThat(lines).hasSize(3);
      assertThat(all(line(lines.get(0), rig, admin))).contains("\"timeoutMs\":90000000");
      assertThat(all(line(lines.get(1), rig, admin))).contains("\"intervalMs\":30000");
      assertThat(all(line(lines.get(2), rig, admin))).contains("\"ended\":true");
    }
  }

  private static String line(String written, HeartbeatRig rig, AdminServer admin) {
    Optional<String> token =
        written.contains("hwt_...") ? Optional.of(rig.token("backup").secret()) : Optional.empty();
    return written
        .replace("127.0.0.1:7408", "127.0.0.1:" + rig.it.gateway.ports().get(Doors.HTTP).getPort())
        .replace("127.0.0.1:7480", "127.0.0.1:" + admin.address().getPort())
        .replace("hwt_...", token.orElse("hwt_..."))
        .replace("SECRET", SECRET);
  }

  private static Process shell(String line) throws IOException {
    List<String> command = new ArrayList<>(List.of("timeout", "10", "sh", "-c", "exec " + line));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  private static String all(String line) throws IOException, InterruptedException {
    Process process = shell(line);
    String said = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).as(line + "\n" + said).isZero();
    return said;
  }

  /** The number of the first event of a stream, which does not end by itself. */
  private static long firstEvent(String line, HeartbeatRig rig) throws IOException {
    Process process = shell(line.replace("curl -N", "curl -sN"));
    try (BufferedReader said = process.inputReader()) {
      AtomicLong number = new AtomicLong(-1);
      TestGateway.await(
          line,
          () -> {
            comesAndGoes(rig);
            number.set(next(said));
            return number.get() >= 0;
          });
      return number.get();
    } finally {
      process.destroy();
    }
  }

  /** Of the event that has come; -1 if none has. */
  private static long next(BufferedReader said) {
    try {
      while (said.ready()) {
        String line = said.readLine();
        if (line.startsWith("id: ")) {
          return Long.parseLong(line.substring(4));
        }
      }
      return -1;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
