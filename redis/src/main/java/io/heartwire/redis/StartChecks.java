package io.heartwire.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether a server is one that presence can be kept on, by what it says of itself. */
final class StartChecks {
  private static final int MAJOR = 6;
  private static final int MINOR = 2;

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
