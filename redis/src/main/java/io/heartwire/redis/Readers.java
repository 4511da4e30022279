package io.heartwire.redis;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How far each reader has come that is told everything. What a reader of this process has not taken
 * yet is held for it, unless it has fallen behind what is kept. Thread safe but for {@link
 * #slowest} and {@link #fallen}, which are for the thread of the engine.
 */
final class Readers {
  private final RedisLink link;
  private final Keys keys;
  private final Set<String> here = ConcurrentHashMap.newKeySet();
  private final Set<String> fallen = new HashSet<>();

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
    here.add(reader);
    return link.await(link.run(Script.CURSOR, keys.log(), reader)).number(0);
  }

  CompletionStage<Long> advance(String reader, long number) {
    here.add(reader);
    return RedisLink.orAway(
        link.commands()
            .hset(keys.log("cursors"), reader, Long.toString(number))
            .thenApply(isNew -> number));
  }

  private Map<String, Long> cursors() {
    Map<String, Long> cursors = new HashMap<>();
    link.await(link.commands().hgetall(keys.log("cursors")))
        .forEach(
            (reader, number) -> {
              if (here.contains(reader)) {
                cursors.put(reader, Long.parseLong(number));
              }
            });
    return cursors;
  }

  /**
   * The last event that all have taken, but those that have fallen; beyond all if there are none.
   */
  long slowest(long oldest) {
    return cursors().values().stream()
        .mapToLong(Long::longValue)
        .filter(number -> number + 1 >= oldest)
        .min()
        .orElse(Long.MAX_VALUE);
  }

  /** Those that have fallen since this was asked last, now that {@code oldest} is the first. */
  List<Fallen> fallen(long oldest) {
    List<Fallen> fresh = new ArrayList<>();
    cursors()
        .forEach(
            (reader, number) -> {
              if (number + 1 >= oldest) {
                fallen.remove(reader);
              } else if (fallen.add(reader)) {
                fresh.add(new Fallen(reader, number, oldest));
              }
            });
    return fresh;
  }
}
