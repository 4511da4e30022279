package io.heartwire.bench.side;

import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;

/**
 * One server of a comparison.
 *
 * @param name on the command line and in files
 * @param title in tables
 * @param speech what the load generator speaks to it
 * @param limit which silence it allows
 * @param onJvm has a heap that can be looked into
 * @param ready the line that says it is ready, with the port as group 1
 * @param launch how it is started
 */
record Contender(
    String name,
    String title,
    String speech,
    Timing.Limit limit,
    boolean onJvm,
    Pattern ready,
    Launch launch) {
  /** The command of a server; throws if the server cannot be had, saying what to do. */
  interface Launch {
    List<String> command(Lab lab, Timing timing) throws IOException, InterruptedException;
  }

  /** The gateway, in one configuration or another. */
  boolean isOurs() {
    return name.startsWith(Contenders.OURS);
  }
}
