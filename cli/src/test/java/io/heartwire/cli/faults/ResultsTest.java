package io.heartwire.cli.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsTest {
  @TempDir Path directory;
  private Path file;

  @BeforeEach
  void nameAFile() {
    file = directory.resolve("faults.jsonl");
  }

  private static Outcome run(long seed, String trouble) {
    Verdict verdict = new Verdict("inc-1", "uplink", "", 0.9, "All are cut off.", 1_200);
    return new Outcome(
        "uplink",
        seed,
        "abc",
        "2026-01-31T12:00:00Z",
        "uplink",
        1_000,
        200,
        true,
        List.of(),
        List.of(verdict),
        new Outcome.Clients(400, 398, false, 0, 2, 1),
        Map.of("SILENT", 2L),
        new Outcome.Breaker(true, true, "many are silent"),
        trouble);
  }

  @Test
  void whatIsWrittenIsReadAgainAndNotRunAgain() {
    FaultMatrix.results(file).add(run(1, ""));
    FaultMatrix.results(file).add(run(2, ""));

    Results<Outcome> again = FaultMatrix.results(file);
    assertThat(again.all()).containsExactly(run(1, ""), run(2, ""));
    assertThat(FaultMatrix.has(again, "uplink", 2, "abc")).isTrue();
    assertThat(FaultMatrix.has(again, "uplink", 3, "abc")).isFalse();
    assertThat(FaultMatrix.has(again, "uplink", 2, "abd")).isFalse();
    assertThat(FaultMatrix.has(again, "one-way-loss", 2, "abc")).isFalse();
  }

  @Test
  void aRunThatSaidNothingIsRunAgain() {
    FaultMatrix.results(file).add(run(1, "not all clients came online"));
    assertThat(FaultMatrix.has(FaultMatrix.results(file), "uplink", 1, "abc")).isFalse();
  }

  @Test
  void halfALastLineOfAKilledRunIsPutUpWithAndTheNextOneCanBeRead() throws IOException {
    FaultMatrix.results(file).add(run(1, ""));
    Files.writeString(file, "{\"fault\":\"upl", StandardOpenOption.APPEND);

    Results<Outcome> cut = FaultMatrix.results(file);
    assertThat(cut.all()).containsExactly(run(1, ""));
    cut.add(run(2, ""));
    assertThat(FaultMatrix.results(file).all()).containsExactly(run(1, ""), run(2, ""));
  }

  @Test
  void anotherFileIsRefusedAndLeftAlone() throws IOException {
    String poem = "roses are red\nviolets are blue\n";
    Files.writeString(file, poem);
    assertThatThrownBy(() -> FaultMatrix.results(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("line 1")
        .hasMessageContaining("name another file");
    assertThat(file).hasContent(poem);
  }
}
