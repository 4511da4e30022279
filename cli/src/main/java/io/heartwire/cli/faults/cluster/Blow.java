package io.heartwire.cli.faults.cluster;

import java.util.random.RandomGenerator;

/** What can happen to a cluster. */
enum Blow {
  /** A gateway is gone from one moment to the next, and starts again. */
  NODE_KILLED("kill -9 of %s, which starts again after %d ms", 1_000, 14_000),
  /** It is away for longer than its lease lasts, and goes on as if nothing had been. */
  NODE_FROZEN("SIGSTOP of %s for %d ms", 11_000, 18_000),
  /** It is away for less than that. */
  NODE_PAUSED("SIGSTOP of %s for %d ms", 1_000, 7_000),
  /** It is ended as an operator ends it, and starts again. */
  NODE_RESTARTED("SIGTERM to %s, which starts again after %d ms", 500, 3_000),
  /** Its way to Redis carries nothing for a while, and then all that was sent. */
  NODE_HELD_UP("what %s and Redis send each other waits for %d ms", 1_000, 16_000),
  /** Its way to Redis is cut. */
  NODE_CUT_OFF("%s cannot reach Redis for %d ms", 1_000, 16_000),
  /** Redis does not answer. */
  REDIS_FROZEN("SIGSTOP of Redis for %2$d ms", 1_000, 13_000),
  /** Redis is gone, and starts again with what it wrote down. */
  REDIS_KILLED("kill -9 of Redis, which starts again after %2$d ms", 200, 6_000);

  private final String story;
  private final int shortestMs;
  private final int longestMs;

  Blow(String story, int shortestMs, int longestMs) {
    this.story = story;
    this.shortestMs = shortestMs;
    this.longestMs = longestMs;
  }

  /** Whether it strikes one gateway. */
  boolean strikesANode() {
    return name().startsWith("NODE");
  }

  /** What happens, to {@code node}, for {@code ms}. */
  String story(String node, int ms) {
    return String.format(story, node, ms);
  }

  /** How long it lasts this time, in milliseconds. */
  int lasts(RandomGenerator random) {
    return shortestMs + random.nextInt(longestMs - shortestMs);
  }
}
