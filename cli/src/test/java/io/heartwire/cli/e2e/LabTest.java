package io.heartwire.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The laboratory itself: a test that cannot fail proves nothing. */
class LabTest {
  private static final Duration BOUND = Duration.ofSeconds(30);

  @Test
  void killsAStoppedChildAtTheEnd() {
    LabProcess child;
    try (ProcessLab lab = new ProcessLab()) {
      child = lab.command("sleeper", List.of("sh", "-c", "echo here; exec sleep 60"));
      child.awaitLine(Pattern.compile("here"), BOUND);
      child.freeze();
    }
    assertThat(child.isAlive()).isFalse();
  }

  @Test
  void answersCommandsAndTellsTheExitCode() {
    try (ProcessLab lab = new ProcessLab()) {
      LabProcess child =
          lab.command(
              "echo", List.of("sh", "-c", "read line; echo got $line; echo bad >&2; exit 3"));
      assertThat(child.ask("42", Pattern.compile("got (\\d+)"), BOUND).group(1)).isEqualTo("42");
      assertThat(child.awaitExit(BOUND)).isEqualTo(3);
      Await.until(BOUND, child::tail, () -> child.errors().contains("bad"));
    }
  }
}
