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

  @Test
  void aClusterIsBrokenByTheSeedOnly(@TempDir Path directory) throws IOException {
    assertThat(cli.run("faults", "--cluster", "--faults", "slow-handler"))
        .isEqualTo(ExitCode.USAGE);
    assertThat(cli.err()).contains("--cluster takes none of --faults, --incidents, --witness");
    assertThat(cli.run("faults", "--cluster", "--clients", "5000")).isEqualTo(ExitCode.USAGE);
    assertThat(cli.err()).contains("--clients (5000) must be 30 to 3000 with --cluster");
    assertThat(cli.run("faults", "--cluster", "--seeds", "0")).isEqualTo(ExitCode.USAGE);
    assertThat(cli.err()).contains("--seeds (0) must be at least 1");

    Path file = directory.resolve("cluster.jsonl");
    Files.writeString(
        file,
        """
        {"seed":1,"commit":"a","at":"","blows":["at 3 ms x"],"clients":30,"sessions":40,"events":80,\
        "ends":{"offline":40,"moved":0,"takenOver":0},"tookMs":5,"violations":[],"trouble":""}
        {"seed":2,"commit":"a","at":"","blows":["at 3 ms x"],"clients":30,"sessions":40,"events":80,\
        "ends":{"offline":40,"moved":0,"takenOver":0},"tookMs":5,"violations":["I2: a#1"],"trouble":""}
        {"seed":3,"commit":"a","at":"","blows":[],"clients":30,"sessions":0,"events":0,\
        "ends":{"offline":0,"moved":0,"takenOver":0},"tookMs":0,"violations":[],"trouble":"no port"}
        """);
    assertThat(cli.run("faults", "--cluster", "--score", "--results", file.toString()))
        .isEqualTo(ExitCode.FAILED);
    assertThat(cli.out())
        .contains("seed 2  VIOLATED: 40 sessions of 30 clients")
        .contains("I2: a#1; [at 3 ms x]")
        .contains(
            "2 runs, 1 of them with violations of I1 to I4 (goal 0); 1 could not be made, and say"
                + " nothing");
  }
}
