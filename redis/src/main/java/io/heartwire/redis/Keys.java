package io.heartwire.redis;

import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import java.util.zip.CRC32;

/**
 * The names of what is kept in Redis: {@code PREFIX{3}:…} of partition 3, {@code PREFIX{log}:…} of
 * what is one for all. What the braces hold decides in which slot it is.
 *
 * @param prefix of all names
 */
record Keys(String prefix) {
  /** Never changed: where a client's state is follows from its name and from this. */
  static final int PARTITIONS = 16;

  /**
   * How all that is kept is laid out: another number if what an older version writes would be
   * nonsense to a newer one, or the other way round.
   */
  static final String LAYOUT = "2";

  static int partition(String client) {
    CRC32 sum = new CRC32();
    sum.update(client.getBytes(StandardCharsets.UTF_8));
    return (int) (sum.getValue() % PARTITIONS);
  }

  static IntStream partitions() {
    return IntStream.range(0, PARTITIONS);
  }

  /** What the names of a partition begin with. */
  String of(int partition) {
    return prefix + "{" + partition + "}:";
  }

  /** What the names of the partition of {@code client} begin with. */
  String of(String client) {
    return of(partition(client));
  }

  /** What the names of the log begin with. */
  String log() {
    return prefix + "{log}:";
  }

  /** {@code name} of the log. */
  String log(String name) {
    return log() + name;
  }

  /** What is said to all nodes. Never the channel of a node: names have no star. */
  String channelOfAll() {
    return log("to:*");
  }
}
