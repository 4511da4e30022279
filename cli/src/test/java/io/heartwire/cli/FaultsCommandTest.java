package io.heartwire.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FaultsCommandTest {
  private final CliFixture cli = new CliFixture();

  @Test
  void listsWhatItCanBreakAndWhatTheDoctorOughtToSay() {
    assertThat(cli.run("faults", "--list")).isZero();
    assertThat(cli.out().lines().count()).isGreaterThan(16);
    assertThat(cli.out()).containsPattern("clients-killed +clients-ended +SIGKILL");
  }

  @Test
  void aMistakeOnTheCommandLineIsASentence() {
    assertThat(cli.run("faults", "--faults", "slow-handler,earthquake")).isEqualTo(ExitCode.USAGE);
    assertThat(cli.err())
        .startsWith("heartwire: there is no fault 'earthquake': there are slow-handler, ")
        .doesNotContain("Exception");
  }

  @Test
  void theScoreOfAFileIsPrintedWithoutRunningAnything(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("faults.jsonl");
    assertThat(cli.run("faults", "--score", "--results", file.toString()))
        .isEqualTo(ExitCode.FAILED);
    assertThat(cli.out()).contains("no run says anything yet");

    Files.writeString(file, "this is\nanother file\n");
    assertThat(cli.run("faults", "--score", "--results", file.toString()))
        .isEqualTo(ExitCode.USAGE);
    assertThat(cli.err()).contains("line 1").doesNotContain("Exception");
    assertThat(file).hasContent("this is\nanother file\n");
  }
}
