package io.heartwire.cli.faults;

import io.heartwire.cli.demo.ChildProcess;
import io.heartwire.cli.demo.Processes;
import java.util.List;

/**
 * Takes back what is no process, should this one be killed before it could do so itself: a shell
 * that does what it was told once nobody is left to tell it more. Whoever ends in good order ends
 * the janitor first, and does it alone.
 */
public final class Janitor {
  /* In a session of its own, where there is such a thing: a kill of all of ours leaves it alone. */
  private static final String APART =
      "command -v setsid >/dev/null && exec setsid \"$@\"; exec \"$@\"";

  /* The last is taken back first. What is being killed meanwhile may need a moment for it. */
  private static final String WORK =
      """
      trap '' HUP INT TERM
      todo=
      while read -r line; do todo="$line; $todo"; done
      for attempt in 1 2 3 4 5; do sleep 1; eval "$todo"; done >/dev/null 2>&1\
      """;

  private final ChildProcess shell;

  /** It ends with {@code processes}, without a deed. */
  public Janitor(Processes processes) {
    shell = processes.start("janitor", List.of("sh", "-c", APART, "apart", "sh", "-c", WORK));
  }

  /** It would run this, a line for {@code sh}, which may also come to nothing. */
  public void wouldRun(String command) {
    shell.send(command);
  }
}
