package io.heartwire.cli.e2e;

import io.heartwire.cli.demo.ClientEnd;
import io.heartwire.cli.demo.Losses;
import java.util.List;
import java.util.Locale;

/**
 * What came of one run of the stall proof, and one line of its log.
 *
 * @param key which run
 * @param ours the gateway's clients
 * @param plain the clients of the plain Netty server
 * @param silenced how many clients fell silent during the stall
 * @param verdictsOnLiving verdicts of the gateway on clients that did not fall silent
 * @param found how many of them the gateway found within the bound
 * @param slowestFindMs how long after its silence the last of them was closed
 * @param clientStallMs the longest time the client process was away itself
 * @param attempts how many tries it took until the client process did not stall
 */
record StallRun(
    String key,
    Side ours,
    Side plain,
    int silenced,
    int verdictsOnLiving,
    int found,
    long slowestFindMs,
    long clientStallMs,
    int attempts) {

  /**
   * One server's clients.
   *
   * @param clients how many there were
   * @param livingLost closed by the server although they had written within the last interval
   * @param silentLost closed by the server, not living by that measure
   * @param leftThemselves gone because their own pongs did not come
   */
  record Side(int clients, int livingLost, int silentLost, int leftThemselves) {
    static Side of(int clients, List<ClientEnd> ends, long intervalMs) {
      Losses losses = Losses.of(ends, intervalMs);
      return new Side(clients, losses.living(), losses.silent(), losses.leftThemselves());
    }

    private String json() {
      return String.format(
          Locale.ROOT,
          "{\"clients\":%d,\"livingLost\":%d,\"silentLost\":%d,\"leftThemselves\":%d}",
          clients,
          livingLost,
          silentLost,
          leftThemselves);
    }
  }

  String json() {
    return String.format(
        Locale.ROOT,
        "{\"key\":\"%s\",\"ours\":%s,\"plain\":%s,\"silenced\":%d,"
            + "\"verdictsOnLiving\":%d,\"found\":%d,"
            + "\"slowestFindMs\":%d,\"clientStallMs\":%d,\"attempts\":%d}",
        key,
        ours.json(),
        plain.json(),
        silenced,
        verdictsOnLiving,
        found,
        slowestFindMs,
        clientStallMs,
        attempts);
  }
}
