package io.heartwire.gateway.admin;

import io.heartwire.netty.Heartbeats;
import io.heartwire.netty.LoopStats;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;

/** Figures of all event loops together. */
final class Figures {
  private Figures() {}

  static long sum(Heartbeats heartbeats, ToLongFunction<LoopStats> figure) {
    return heartbeats.stats().stream().mapToLong(figure).sum();
  }

  static OptionalLong lastSweepMs(Heartbeats heartbeats) {
    OptionalLong nanos = heartbeats.sinceLastSweepNanos();
    return nanos.isPresent()
        ? OptionalLong.of(TimeUnit.NANOSECONDS.toMillis(nanos.getAsLong()))
        : OptionalLong.empty();
  }
}
