package io.heartwire.redis;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether a server is one that presence can be kept on, by what it says of itself. */
final class StartChecks {
  private static final int MAJOR = 6;
  private static final int MINOR = 2;
  private static final long CLOCKS_APART_MICROS = 2_000_000;

  private StartChecks() {}

  /**
   * Looks at its {@code INFO}.
   *
   * @return what deserves a look, one sentence each
   * @throws IllegalStateException if it cannot be used; the message is one sentence
   */
  static List<String> check(String info) {
    String version = field(info, "redis_version", "0.0");
    if (isOlder(version)) {
      throw new IllegalStateException(
          "Redis is version " + version + ", and 6.2 is the oldest that will do: update it");
    }
    String policy = field(info, "maxmemory_policy", "noeviction");
    if (!policy.equals("noeviction")) {
      throw new IllegalStateException(
          "Redis would drop sessions and events when its memory is full (maxmemory-policy "
              + policy
              + "): set maxmemory-policy noeviction");
    }
    boolean single = !field(info, "cluster_enabled", "0").equals("1");
    if (single && field(info, "role", "master").equals("slave")) {
      throw new IllegalStateException(
          "this Redis is a replica, which takes no writes: name its master in redis.url");
    }
    List<String> warnings = new ArrayList<>();
    if (field(info, "aof_enabled", "1").equals("0")) {
      warnings.add(
          "Redis keeps no append-only file: if it is restarted, sessions and events since its last"
              + " snapshot are gone; set appendonly yes");
    }
    return warnings;
  }

  /**
   * Compares clocks.
   *
   * @param aheadMicros by how much that of this machine is ahead of each server's
   */
  static List<String> clocks(List<Long> aheadMicros) {
    List<String> warnings = new ArrayList<>();
    long most = aheadMicros.stream().max(Comparator.comparingLong(Math::abs)).orElse(0L);
    if (Math.abs(most) > CLOCKS_APART_MICROS) {
      warnings.add(
          String.format(
              Locale.ROOT,
              "the clock of this machine is %.1f s %s that of Redis (limit %d s): what is told of"
                  + " when is wrong by that; set both by NTP",
              Math.abs(most) / 1e6,
              most > 0 ? "ahead of" : "behind",
              CLOCKS_APART_MICROS / 1_000_000));
    }
    LongSummaryStatistics all = aheadMicros.stream().mapToLong(it -> it).summaryStatistics();
    if (all.getCount() > 1 && all.getMax() - all.getMin() > CLOCKS_APART_MICROS) {
      warnings.add(
          String.format(
              Locale.ROOT,
              "the clocks of the masters of this Redis Cluster are %.1f s apart (limit %d s): events"
                  + " of different clients are out of order by that; set all by NTP",
              (all.getMax() - all.getMin()) / 1e6,
              CLOCKS_APART_MICROS / 1_000_000));
    }
    return warnings;
  }

  /** {@code others}: the prefixes of gateways that are there already. */
  static List<String> prefixes(String ours, Collection<String> others) {
    return others.isEmpty() || others.contains(ours)
        ? List.of()
        : List.of(
            "redis.prefix is "
                + ours
                + ", and the gateways that are on this Redis already have "
                + String.join(", ", others)
                + ": neither side knows of the other's clients; give all of one cluster the same"
                + " one");
  }

  /** A lease of {@code node} lives when it is about to start. */
  static String twin(String node) {
    return "a gateway called "
        + node
        + " has a lease that has not ended: this one takes its place; if that was not killed, and"
        + " still runs, it writes nothing any more: give each a name of its own (node)";
  }

  /** {@code failed}: commands, each with what it was answered. */
  static String refused(Map<String, String> failed) {
    String first = failed.values().iterator().next();
    int tail = first.indexOf(" script: ");
    return "it does not do what gateways need, "
        + String.join(", ", failed.keySet())
        + " ("
        + (tail < 0 ? first : first.substring(0, tail)).strip()
        + "): give its user all commands on the keys and channels that begin with redis.prefix";
  }

  private static boolean isOlder(String version) {
    Matcher numbers = Pattern.compile("(\\d+)\\.(\\d+).*").matcher(version);
    if (!numbers.matches()) {
      return true;
    }
    int major = Integer.parseInt(numbers.group(1));
    return major < MAJOR || (major == MAJOR && Integer.parseInt(numbers.group(2)) < MINOR);
  }

  private static String field(String info, String name, String otherwise) {
    Matcher found = Pattern.compile("(?m)^" + name + ":(\\S+)").matcher(info);
    return found.find() ? found.group(1) : otherwise;
  }
}
