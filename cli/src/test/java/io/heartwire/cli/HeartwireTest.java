package io.heartwire.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeartwireTest {
  private final CliFixture cli = new CliFixture();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "serve",
        "status",
        "clients",
        "client",
        "kick",
        "send",
        "disconnects",
        "check",
        "config",
        "connect",
        "fleet"
      })
  void everyCommandExplainsItself(String command) {
    assertThat(cli.run(command, "--help")).isZero();
    assertThat(cli.out()).contains("Usage: heartwire " + command);
    assertThat(cli.err()).isEmpty();
  }

  @Test
  void tellsItsVersion() {
    assertThat(cli.run("--version")).isZero();
    assertThat(cli.out()).startsWith("heartwire ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"serve -V", "status --version", "config -V", "config show -V", "demo -V"})
  void everyCommandTellsTheVersion(String words) {
    assertThat(cli.run(words.split(" ", -1))).isZero();
    assertThat(cli.out()).startsWith("heartwire ");
  }

  @Test
  void anUnknownOptionIsRefusedWithUsage() {
    assertThat(cli.run("status", "--jsn")).isEqualTo(ExitCode.USAGE);
    assertThat(cli.err()).contains("--jsn").doesNotContain("Exception");
  }

  @Test
  void configShowTellsWhereAValueCameFromAndWhatItMeans(@TempDir Path directory)
      throws IOException {
    Path file = Files.writeString(directory.resolve("h.yaml"), "liveness:\n  interval: 20s\n");
    int code =
        cli.run(
            Map.of("HEARTWIRE_LIVENESS_TIMEOUT", "90s"),
            "config",
            "show",
            "--config",
            file.toString(),
            "--set",
            "loops=2");
    assertThat(code).as(cli.err()).isZero();
    assertThat(cli.out().lines().map(line -> line.replaceAll(" {2,}", "|")))
        .contains("liveness.interval|20s|" + file + "|at once")
        .contains("liveness.timeout|90s|HEARTWIRE_LIVENESS_TIMEOUT|at once")
        .contains("loops|2|--set|after a restart")
        .anyMatch(line -> line.startsWith("A lone dead client is closed after 90 s"));
  }

  @Test
  void configShowIsJsonForPrograms() throws IOException {
    assertThat(cli.run("config", "show", "--json")).isZero();
    assertThat(Console.JSON.readTree(cli.out()).path("settings").isEmpty()).isFalse();
  }

  @Test
  void aContradictoryConfigurationIsOneSentence() {
    assertThat(cli.run("config", "check", "--set", "liveness.timeout=60s"))
        .isEqualTo(ExitCode.USAGE);
    assertThat(cli.err())
        .hasLineCount(1)
        .contains("liveness.timeout (60s)")
        .contains("liveness.interval (50s)");
    assertThat(cli.out()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"config check", "serve"})
  void aMissingConfigurationFileIsOneSentence(String command) {
    assertThat(complaint(command, "/nowhere/h.yaml")).contains("/nowhere/h.yaml does not exist");
  }

  @ParameterizedTest
  @ValueSource(strings = {"config check", "serve"})
  void aConfigurationFileWithAMistakeIsOneSentence(String command, @TempDir Path directory)
      throws IOException {
    Path file = directory.resolve("h.yaml");
    Files.writeString(file, "liveness:\n  intervall: 5s\n");
    assertThat(complaint(command, file.toString())).contains("intervall");
    Files.writeString(file, "liveness: [\n");
    assertThat(complaint(command, file.toString())).contains(file.toString());
  }

  private static String complaint(String command, String file) {
    var cli = new CliFixture();
    assertThat(cli.run((command + " --config " + file).split(" ", -1))).isEqualTo(ExitCode.USAGE);
    assertThat(cli.out()).isEmpty();
    assertThat(cli.err()).hasLineCount(1);
    return cli.err();
  }

  @Test
  void configCheckSaysThatItIsUsable() {
    assertThat(cli.run("config", "check")).isZero();
    assertThat(cli.out()).isEqualToIgnoringNewLines("The configuration is usable.");
  }

  @Test
  void configCheckRefusesOnePortForTwoDoorsAndWarnsOfTimesThatContradictEachOther() {
    assertThat(cli.run("config", "check", "--set", "admin.port=7400")).isEqualTo(ExitCode.USAGE);
    assertThat(cli.err()).contains("admin.port (7400", "change one of the ports").hasLineCount(1);

    var other = new CliFixture();
    assertThat(other.run("config", "check", "--set", "listeners.tcp.tcp.user-timeout=10s"))
        .isZero();
    assertThat(other.err()).contains("warning: listeners.tcp.tcp.user-timeout (10s) is shorter");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--interval=soon", "--clients=0", "--source-addresses=gw.example"})
  void aFleetThatCannotBeIsRefused(String option) {
    assertThat(cli.run("fleet", option)).isEqualTo(ExitCode.USAGE);
    assertThat(cli.err().lines().findFirst().orElse("")).contains(option.replaceFirst(".*=", ""));
  }
}
