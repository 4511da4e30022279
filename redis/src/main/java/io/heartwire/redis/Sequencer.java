package io.heartwire.redis;

import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XTrimArgs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.LongSupplier;

/**
 * Takes events from the outboxes of the partitions into the one log, where each gets its number.
 * NOT thread safe: the thread of the engine owns it.
 *
 * <p>Any number of nodes may do this at once: what is taken, and how far, changes in one script,
 * which does nothing if somebody else was faster.
 */
final class Sequencer {
  private static final int READ_AT_ONCE = 200;
  private static final int APPENDED_AT_ONCE = 200;

  /** What was taken stays so long in its outbox: a failover may lose the end of the log. */
  private static final long KEPT_MS = 60_000;

  /** An event's word, time, client, epoch, token and data: a line each; data may have several. */
  private static final int LINES = 6;

  private final RedisLink link;
  private final Keys keys;
  private final String keepSeconds;
  private final LongSupplier latest;
  private final String[] positions = new String[Keys.PARTITIONS];
  private boolean known;

  /** The last entry of each outbox that the pass before has seen. */
  private final String[] seen = new String[Keys.PARTITIONS];

  /** {@code latest}: the largest number that this node has seen. */
  Sequencer(RedisLink link, Keys keys, Duration keepHistories, LongSupplier latest) {
    this.link = link;
    this.keys = keys;
    this.latest = latest;
    this.keepSeconds = Long.toString(Math.max(1, keepHistories.toSeconds()));
    Arrays.fill(seen, "0-0");
  }

  /** An event in an outbox. */
  private record Waiting(int partition, String id, List<String> lines, Fields fields) {
    static Waiting of(int partition, StreamMessage<String, String> entry) {
      var fields = new Fields(entry.getBody());
      List<String> lines = List.of(fields.text("x").split("\n", LINES));
      return new Waiting(partition, entry.getId(), lines, fields);
    }

    long at() {
      return Long.parseLong(lines.get(1));
    }

    /** As {@code append.lua} takes it. */
    List<String> values() {
      return List.of(
          lines.get(0),
          lines.get(1),
          lines.get(2),
          fields.find("u").orElse(""),
          lines.get(3),
          lines.get(5),
          lines.get(4),
          fields.find("m").orElse(""),
          fields.find("o").orElse(""));
    }
  }

  /** What waits in one outbox, in order; {@code full}: there may be more. */
  private record Outbox(List<Waiting> events, boolean full) {}

  /**
   * Takes what waits, or a part of it.
   *
   * @return whether more may wait
   */
  boolean pass() {
    if (!known) {
      learn();
    }
    // What happened before this moment can be read after it, from all outboxes.
    long horizon = link.micros();
    List<Outbox> outboxes = read();
    boolean more = outboxes.stream().anyMatch(Outbox::full);
    List<Waiting> ordered = merge(outboxes, horizon);
    int waiting = outboxes.stream().mapToInt(outbox -> outbox.events().size()).sum();
    for (int from = 0; from < ordered.size(); from += APPENDED_AT_ONCE) {
      int to = Math.min(ordered.size(), from + APPENDED_AT_ONCE);
      if (!append(ordered.subList(from, to))) {
        known = false;
        return true;
      }
    }
    return more || waiting > ordered.size();
  }

  private void learn() {
    Arrays.fill(positions, "0-0");
    link.await(link.commands().hgetall(keys.log("positions")))
        .forEach((partition, id) -> positions[Integer.parseInt(partition)] = id);
    known = true;
  }

  private List<Outbox> read() {
    List<RedisFuture<List<StreamMessage<String, String>>>> asked = new ArrayList<>();
    for (int i = 0; i < Keys.PARTITIONS; i++) {
      asked.add(
          link.commands()
              .xrange(
                  keys.of(i) + "events",
                  Range.from(Range.Boundary.excluding(positions[i]), Range.Boundary.unbounded()),
                  Limit.from(READ_AT_ONCE)));
    }
    List<Outbox> outboxes = new ArrayList<>();
    for (int i = 0; i < Keys.PARTITIONS; i++) {
      int partition = i;
      List<StreamMessage<String, String>> entries = link.await(asked.get(i));
      List<Waiting> events = entries.stream().map(entry -> Waiting.of(partition, entry)).toList();
      outboxes.add(new Outbox(events, events.size() == READ_AT_ONCE));
    }
    return outboxes;
  }

  /**
   * In the order of their times, but never one before another that was written before it into the
   * same outbox. What is younger than {@code horizon} has to wait, as an older one may be missing;
   * but not twice, for the clocks of a Redis Cluster differ.
   */
  private List<Waiting> merge(List<Outbox> outboxes, long horizon) {
    int[] next = new int[Keys.PARTITIONS];
    var heads =
        new PriorityQueue<Waiting>(
            Comparator.comparingLong(Waiting::at).thenComparingInt(Waiting::partition));
    outboxes.forEach(outbox -> outbox.events().stream().findFirst().ifPresent(heads::add));
    List<Waiting> ordered = new ArrayList<>();
    while (!heads.isEmpty()) {
      Waiting event = heads.remove();
      int partition = event.partition();
      if (event.at() >= horizon && compare(event.id(), seen[partition]) > 0) {
        continue;
      }
      ordered.add(event);
      next[partition]++;
      Outbox outbox = outboxes.get(partition);
      if (next[partition] < outbox.events().size()) {
        heads.add(outbox.events().get(next[partition]));
      } else if (outbox.full()) {
        // What follows in it may be older than what is left of the others.
        break;
      }
    }
    for (int i = 0; i < Keys.PARTITIONS; i++) {
      List<Waiting> events = outboxes.get(i).events();
      seen[i] = events.isEmpty() ? seen[i] : events.get(events.size() - 1).id();
    }
    return ordered;
  }

  private boolean append(List<Waiting> events) {
    String[] after = positions.clone();
    events.forEach(event -> after[event.partition()] = event.id());
    List<String> values = new ArrayList<>();
    for (int i = 0; i < Keys.PARTITIONS; i++) {
      if (!after[i].equals(positions[i])) {
        values.addAll(List.of(Integer.toString(i), positions[i], after[i]));
      }
    }
    values.add(0, Integer.toString(values.size() / 3));
    values.add(keepSeconds);
    values.add(Long.toString(latest.getAsLong()));
    for (Waiting event : events) {
      values.addAll(event.values());
    }
    Reply reply = link.await(link.run(Script.APPEND, keys.log(), values.toArray(String[]::new)));
    if (reply.number(0) == 0) {
      return false;
    }
    System.arraycopy(after, 0, positions, 0, after.length);
    return true;
  }

  /** Empties the outboxes of what was taken a while ago. */
  void tidy() {
    if (!known) {
      return;
    }
    long horizon = link.micros() / 1_000 - KEPT_MS;
    for (int i = 0; i < Keys.PARTITIONS; i++) {
      long taken = Long.parseLong(positions[i].substring(0, positions[i].indexOf('-')));
      link.await(
          link.commands()
              .xtrim(
                  keys.of(i) + "events",
                  XTrimArgs.Builder.minId(Math.min(taken, horizon) + "-0").approximateTrimming()));
    }
  }

  /** Somebody else may have taken some meanwhile. */
  void forget() {
    known = false;
  }

  /** Of two ids of a stream. */
  static int compare(String id, String other) {
    int dash = id.indexOf('-');
    int otherDash = other.indexOf('-');
    int order =
        Long.compare(
            Long.parseLong(id.substring(0, dash)), Long.parseLong(other.substring(0, otherDash)));
    return order != 0
        ? order
        : Long.compare(
            Long.parseLong(id.substring(dash + 1)), Long.parseLong(other.substring(otherDash + 1)));
  }
}
