package io.heartwire.redis;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * How far each reader has come that is told everything, whichever node serves it. What it has not
 * taken yet is held for it, unless it has fallen behind what is kept, or no node has wanted to
 * serve it for {@value #WANTED_HOURS} h. Thread safe but for {@link #look}, {@link #slowest} and
 * {@link #fallen}, which are for the thread of the engine.
 */
final class Readers {
  private static final int WANTED_HOURS = 1;
  private static final long WANTED_MICROS = TimeUnit.HOURS.toMicros(WANTED_HOURS);

  private final RedisLink link;
  private final Keys keys;
  private final Map<String, Long> cursors = new HashMap<>();

  Readers(RedisLink link, Keys keys) {
    this.link = link;
    this.keys = keys;
  }

  /**
   * A reader that has lost events.
   *
   * @param last the last one that it took
   * @param oldest the first one that is kept
   */
  record Fallen(String reader, long last, long oldest) {}

  long cursor(String reader) {
    return link.await(link.run(Script.CURSOR, keys.log(), reader)).number(0);
  }

  /** Looks where they are, given what time Redis shows. */
  void look(long nowMicros) {
    Map<String, String> wanted = link.await(link.commands().hgetall(keys.log("wanted")));
    cursors.clear();
    link.await(link.commands().hgetall(keys.log("cursors")))
        .forEach(
            (reader, number) -> {
              String at = wanted.get(reader);
              if (at != null && nowMicros - Long.parseLong(at) < WANTED_MICROS) {
                cursors.put(reader, Long.parseLong(number));
              }
            });
  }

  /**
   * The last event that all had taken, but those that have fallen; beyond all if there are none.
   */
  long slowest(long oldest) {
    return cursors.values().stream()
        .mapToLong(Long::longValue)
        .filter(number -> number + 1 >= oldest)
        .min()
        .orElse(Long.MAX_VALUE);
  }

  /**
   * Those that have fallen since this was asked last, by whichever node led then, now that {@code
   * oldest} is the first.
   */
  List<Fallen> fallen(long oldest) {
    String key = keys.log("fallen");
    Set<String> known = link.await(link.commands().smembers(key));
    List<Fallen> fresh = new ArrayList<>();
    cursors.forEach(
        (reader, number) -> {
          boolean isFallen = number + 1 < oldest;
          if (isFallen && !known.contains(reader)) {
            link.await(link.commands().sadd(key, reader));
            fresh.add(new Fallen(reader, number, oldest));
          } else if (!isFallen && known.contains(reader)) {
            link.await(link.commands().srem(key, reader));
          }
        });
    return fresh;
  }
}
