package io.heartwire.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./heartwire dist}, in a copy of the project: a build beside this one must not meet it. */
@Tag("waits")
@Tag("proof")
class DistTest {
  private static final Duration BUILD_BOUND = Duration.ofMinutes(10);
  private static final Duration BOUND = Duration.ofSeconds(60);
  private static final Pattern ARCHIVE =
      Pattern.compile("^(/.*/heartwire-(.*)\\.tar\\.gz) \\(\\d+ MB\\)$");
  private static final Pattern READY =
      Pattern.compile("^heartwire .* ready in [\\d.]+ s: tcp \\S+, .*admin http://(\\S+)$");

  /** What the launcher may call: no Maven, no compiler. */
  private static final List<String> TOOLS =
      List.of("bash", "env", "dirname", "readlink", "sed", "head");

  @TempDir Path directory;

  @Test
  void makesAnArchiveThatRunsWithOnlyAJavaRuntime() throws IOException {
    try (ProcessLab lab = new ProcessLab()) {
      Path copy = copyOfTheProject(lab);
      Path archive = dist(lab, copy);
      byte[] first = Files.readAllBytes(archive);
      try (Stream<Path> sources = Files.walk(copy.resolve("cli/src/dist"))) {
        for (Path source : sources.toList()) {
          Files.setLastModifiedTime(source, FileTime.from(Instant.EPOCH));
        }
      }
      assertThat(dist(lab, copy)).hasBinaryContent(first);

      shell(lab, "tar -C " + directory + " -xzf " + archive);
      String name = archive.getFileName().toString().replace(".tar.gz", "");
      Path home = directory.resolve(name);
      assertThat(home.resolve("LICENSE")).isNotEmptyFile();
      assertThat(home.resolve("README.md")).isNotEmptyFile();
      assertThat(home.resolve("deploy/alerts/slack.json")).isNotEmptyFile();
      imageIsMadeOfWhatIsThere(home);
      serves(lab, home);
      verifyUnit(lab, home);
    }
  }

  private Path copyOfTheProject(ProcessLab lab) {
    Path copy = directory.resolve("copy");
    shell(
        lab,
        "cd .. && mkdir -p "
            + copy
            + " && git ls-files -z --cached --others --exclude-standard"
            + " | while IFS= read -r -d '' f; do [ ! -f \"$f\" ] || printf '%s\\0' \"$f\"; done"
            + " | xargs -0 cp --parents -t "
            + copy);
    return copy;
  }

  private static Path dist(ProcessLab lab, Path copy) {
    LabProcess dist = lab.command("dist", List.of(copy.resolve("heartwire").toString(), "dist"));
    assertThat(dist.awaitExit(BUILD_BOUND)).as(dist.tail()).isZero();
    return Path.of(dist.awaitLine(ARCHIVE, BOUND).group(1));
  }

  private static void shell(ProcessLab lab, String script) {
    LabProcess shell = lab.command("shell", List.of("bash", "-c", script));
    assertThat(shell.awaitExit(BOUND)).as(script + shell.tail()).isZero();
  }

  /** Serves with the configuration that is in the archive, and answers its own status. */
  private void serves(ProcessLab lab, Path home) throws IOException {
    List<String> heartwire = new ArrayList<>(List.of("env", "-i", "PATH=" + onlyJava(), "HOME=/"));
    heartwire.add(home.resolve("bin/heartwire").toString());
    List<String> serve = new ArrayList<>(heartwire);
    serve.addAll(List.of("serve", "--config", home.resolve("conf/heartwire.yaml").toString()));
    serve.addAll(
        List.of(
            "--set",
            "listeners.tcp.port=0",
            "--set",
            "listeners.http.port=0",
            "--set",
            "listeners.mqtt.enabled=false",
            "--set",
            "admin.port=0"));
    Path presence = directory.resolve("state/presence.db");
    serve.addAll(List.of("--set", "presence.file=" + presence));
    LabProcess gateway = lab.command("gateway", serve);
    Matcher ready = gateway.awaitLine(READY, BOUND);

    List<String> status = new ArrayList<>(heartwire);
    status.addAll(List.of("status", "--admin=" + ready.group(1)));
    LabProcess asked = lab.command("status", status);
    assertThat(asked.awaitExit(BOUND)).as(asked.tail()).isZero();
    assertThat(asked.lines()).anyMatch(line -> line.matches("attached +0"));
    gateway.signal("TERM");
    assertThat(gateway.awaitExit(BOUND)).as(gateway.tail()).isZero();
    assertThat(presence).isNotEmptyFile();
  }

  private Path onlyJava() throws IOException {
    Path tools = Files.createDirectory(directory.resolve("tools"));
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Files.createSymbolicLink(tools.resolve("java"), java);
    for (String tool : TOOLS) {
      Path found = found(tool).orElseThrow(() -> new AssertionError("no " + tool + " on the PATH"));
      Files.createSymbolicLink(tools.resolve(tool), found);
    }
    return tools;
  }

  private static Optional<Path> found(String tool) {
    return Stream.of(System.getenv("PATH").split(":", -1))
        .map(entry -> Path.of(entry, tool))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** No engine for containers is here: at least each path that the Dockerfile copies exists. */
  private static void imageIsMadeOfWhatIsThere(Path home) throws IOException {
    List<Path> copied =
        Files.readAllLines(home.resolve("deploy/docker/Dockerfile")).stream()
            .filter(line -> line.startsWith("COPY "))
            .map(line -> home.resolve(line.split(" ", -1)[1]))
            .toList();
    assertThat(copied).hasSize(3).allSatisfy(path -> assertThat(path).exists());
    assertThat(home.resolve("deploy/compose.yaml")).content().contains("context: ..");
  }

  private void verifyUnit(ProcessLab lab, Path home) throws IOException {
    String unit = Files.readString(home.resolve("systemd/heartwire.service"));
    assertThat(unit).contains("LimitNOFILE=", "ExecReload=", "TimeoutStopSec=");
    if (found("systemd-analyze").isPresent()) {
      Path here = directory.resolve("heartwire.service");
      Files.writeString(here, unit.replace("/opt/heartwire", home.toString()));
      shell(lab, "systemd-analyze verify " + here);
    }
  }
}
