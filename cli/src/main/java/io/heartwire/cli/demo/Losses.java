package io.heartwire.cli.demo;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The clients whose connections ended. One that was lost, came back and was lost again counts once.
 *
 * @param living closed by the server although they had written within the last interval
 * @param silent closed by the server, not living by that measure
 * @param leftThemselves connections that their clients gave up, their pongs not having come, or
 *     that a newer login of the client took over
 */
public record Losses(int living, int silent, int leftThemselves) {
  /** The ends in {@code log} of sessions that began in it: those before it ended by a kill. */
  static List<ClientEnd> afterRestart(List<String> log, String side) {
    Set<String> back = new HashSet<>();
    List<ClientEnd> ends = new ArrayList<>();
    for (String line : log) {
      Return.cameOnline(line, side).ifPresent(back::add);
      ClientEnd.of(List.of(line), side).stream()
          .filter(end -> back.contains(end.client()))
          .forEach(ends::add);
    }
    return ends;
  }

  /** What {@code ends} come to. */
  public static Losses of(List<ClientEnd> ends, long intervalMs) {
    List<ClientEnd> lost = ends.stream().filter(ClientEnd::closedByServer).toList();
    int living =
        (int)
            lost.stream()
                .filter(end -> end.living(intervalMs))
                .map(ClientEnd::client)
                .distinct()
                .count();
    int all = (int) lost.stream().map(ClientEnd::client).distinct().count();
    return new Losses(living, all - living, ends.size() - lost.size());
  }
}
