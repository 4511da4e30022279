package io.heartwire.cli.demo;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How the clients of one side came back.
 *
 * @param online how many were online in the end
 * @param logins how often one came online
 * @param fell whether fewer than 99 % were online at some time
 * @param afterMs from then on, until 99 % were online and stayed it; empty if they never were
 */
record Return(int online, int logins, boolean fell, OptionalLong afterMs) {
  private static final Pattern ONLINE = Pattern.compile("online (\\S+) (\\S+) (-?\\d+)");

  /** The line in the client process's log that says that {@code client} has come online. */
  static String online(String side, String client, long atNanos) {
    return "online " + side + " " + client + " " + atNanos;
  }

  /** Whether all {@code clients} are online, and {@code again} of them came back for that. */
  boolean isComplete(int clients, int again) {
    return online == clients && logins >= again;
  }

  /** Which client of {@code side} this line says has come online. */
  static Optional<String> cameOnline(String line, String side) {
    Matcher online = ONLINE.matcher(line);
    return online.matches() && online.group(1).equals(side)
        ? Optional.of(online.group(2))
        : Optional.empty();
  }

  /**
   * What {@code log} says of {@code side}, of whose clients all {@code count} were online when it
   * began.
   */
  static Return of(List<String> log, String side, int count) {
    int enough = count - count / 100;
    Set<String> gone = new HashSet<>();
    int logins = 0;
    boolean fell = false;
    long fellAt = 0;
    OptionalLong backAfter = OptionalLong.empty();
    for (String line : log) {
      Matcher online = ONLINE.matcher(line);
      if (online.matches() && online.group(1).equals(side)) {
        logins++;
        gone.remove(online.group(2));
        if (fell && backAfter.isEmpty() && count - gone.size() >= enough) {
          backAfter = OptionalLong.of((Long.parseLong(online.group(3)) - fellAt) / 1_000_000);
        }
      }
      for (ClientEnd end : ClientEnd.of(List.of(line), side)) {
        gone.add(end.client());
        if (count - gone.size() < enough) {
          fellAt = fell ? fellAt : end.atNanos();
          fell = true;
          backAfter = OptionalLong.empty();
        }
      }
    }
    return new Return(count - gone.size(), logins, fell, backAfter);
  }
}
