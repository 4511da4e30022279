package io.heartwire.cli.fleet;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What happened to a fleet, in figures. Thread safe. */
final class FleetCounters {
  final LongAdder online = new LongAdder();
  final LongAdder logins = new LongAdder();
  final LongAdder writes = new LongAdder();
  final LongAdder reads = new LongAdder();
  final LongAdder selfStalls = new LongAdder();

  private final Map<String, LongAdder> losses = new ConcurrentHashMap<>();

  void lost(String reason) {
    losses.computeIfAbsent(reason, r -> new LongAdder()).increment();
  }

  Map<String, Long> losses() {
    var copy = new TreeMap<String, Long>();
    losses.forEach((reason, count) -> copy.put(reason, count.sum()));
    return copy;
  }
}
