package io.heartwire.cli.demo;

import java.util.ArrayList;
import java.util.List;

/** What lets a command that knows nothing of us end with this process, even by {@code kill -9}. */
final class Leash {
  /*
   * A shell becomes the command, under its own process id, and leaves a watcher behind whose
   * standard input is the pipe from here. It ends when this process does, whatever ended it. It
   * also ends when the command does: that id is free then, but nobody has it yet.
   *
   * The shell that runs in the background has no standard input but by another descriptor, and
   * must not hold the pipes of the command's output.
   */
  private static final String SHELL =
      """
      exec 3<&0
      (trap '' HUP INT TERM; while read -r line <&3; do :; done; kill -KILL $$) >/dev/null 2>&1 &
      exec "$@" 3<&- </dev/null\
      """;

  private Leash() {}

  /** {@code command} on a leash; its standard input is empty. */
  static List<String> on(List<String> command) {
    List<String> all = new ArrayList<>(List.of("sh", "-c", SHELL, "leash"));
    all.addAll(command);
    return all;
  }
}
