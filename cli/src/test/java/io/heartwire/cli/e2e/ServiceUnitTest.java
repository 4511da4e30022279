package io.heartwire.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The unit that the archive ships, and what {@code deploy} adds to it, as systemd reads them. */
class ServiceUnitTest {
  private static final Path UNIT = Path.of("src", "dist", "systemd", "heartwire.service");
  private static final Path MORE = Path.of("..", "deploy", "systemd", "heartwire.service.d");
  private static final String PROGRAM = "/opt/heartwire/bin/heartwire";
  private static final Duration BOUND = Duration.ofSeconds(60);

  @TempDir private Path dir;

  @Test
  void systemdAcceptsTheUnitAlsoWithWhatAMillionClientsNeed() throws IOException {
    assertThat(Files.readString(UNIT)).contains(PROGRAM + " serve", "LimitNOFILE=1048576\n");
    // Not every machine has systemd; where it is it says more than this.
    if (isThere("systemd-analyze")) {
      assertThat(verify()).isEmpty();
      Path more = Files.createDirectory(dir.resolve("heartwire.service.d"));
      Files.copy(MORE.resolve("million.conf"), more.resolve("million.conf"));
      assertThat(verify()).isEmpty();

      Files.writeString(more.resolve("million.conf"), "[Service]\nLimitNOFILES=2097152\n");
      assertThat(verify()).anyMatch(line -> line.contains("LimitNOFILES"));
    }
  }

  /** There is one unit: {@code deploy} names it and has none of its own. */
  @Test
  void deployHasNoSecondUnit() throws IOException {
    try (var files = Files.walk(MORE.getParent())) {
      assertThat(files.map(Path::toString)).noneMatch(file -> file.endsWith(".service"));
    }
  }

  private static boolean isThere(String program) {
    return Pattern.compile(":")
        .splitAsStream(System.getenv("PATH"))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
  }

  /** What systemd says of them, nothing if all is well. */
  private List<String> verify() throws IOException {
    String unit = Files.readString(UNIT);
    // Whatever runs there: this machine has no archive unpacked.
    Path here =
        Files.writeString(dir.resolve("heartwire.service"), unit.replace(PROGRAM, "/bin/true"));
    try (ProcessLab lab = new ProcessLab()) {
      LabProcess analyze =
          lab.command(
              "systemd", List.of("bash", "-c", "systemd-analyze verify '" + here + "' 2>&1"));
      analyze.awaitExit(BOUND);
      // It also looks at the units of this machine, which are none of our business.
      return analyze.lines().stream().filter(line -> line.contains("heartwire")).toList();
    }
  }
}
