package io.heartwire.bench.side;

import java.util.ArrayList;
import java.util.List;

/** What lets a command that knows nothing of us end with the bench, even by {@code kill -9}. */
public final class Leash {
  /*
   * A shell becomes the command, under its own process id, and leaves a watcher behind whose
   * standard input is the pipe from here. It ends when the bench does, whatever ended it. If the
   * command leads a group, the watcher kills the group, itself included: nobody else can have its
   * number before that.
   *
   * The shell that runs in the background has no standard input but by another descriptor, and
   * must not hold the pipes of the command's output.
   */
  private static final String SHELL =
      """
      exec 3<&0
      (trap '' HUP INT TERM; while read -r line <&3; do :; done
       kill -KILL -$$ || kill -KILL $$) >/dev/null 2>&1 &
      exec "$@" 3<&- </dev/null\
      """;

  private Leash() {}

  /** {@code command} on a leash, which can be made longer; its standard input is empty. */
  public static List<String> on(List<String> command) {
    List<String> all = new ArrayList<>(List.of("sh", "-c", SHELL, "leash"));
    all.addAll(command);
    return all;
  }
}
