package io.heartwire.gateway.incident;

import io.heartwire.doctor.evidence.Happening;
import io.heartwire.netty.BlockedLoop;
import io.heartwire.netty.LoopListener;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Makes a happening of each block of an event loop, once it is over; those that go on can be asked
 * for. Thread safe.
 */
final class Blocks implements LoopListener {
  private static final int FRAMES = 24;

  private final InstantSource wallClock;
  private final Consumer<Happening> told;
  private final Map<String, Happening> open = new ConcurrentHashMap<>();

  Blocks(InstantSource wallClock, Consumer<Happening> told) {
    this.wallClock = wallClock;
    this.told = told;
  }

  @Override
  public void blocked(BlockedLoop blocked) {
    // Looks come at ever longer intervals: whoever is seen last was at it for most of the time.
    List<String> stack =
        blocked.stack().stream().limit(FRAMES).map(StackTraceElement::toString).toList();
    open.put(
        blocked.loop(), happening(blocked.loop(), blocked.blockedFor(), blocked.culprit(), stack));
  }

  @Override
  public void recovered(String loop, Duration blockedFor) {
    Happening earlier = open.remove(loop);
    if (earlier != null) {
      told.accept(happening(loop, blockedFor, earlier.culprit(), earlier.stack()));
    }
  }

  private Happening happening(
      String loop, Duration blockedFor, String culprit, List<String> stack) {
    return new Happening(
        Happening.Kind.LOOP_BLOCKED,
        wallClock.instant().minus(blockedFor),
        blockedFor.toMillis(),
        loop,
        culprit,
        stack);
  }

  /** Those that go on, as long as they are now. */
  List<Happening> open() {
    Instant now = wallClock.instant();
    return open.values().stream()
        .map(
            it ->
                new Happening(
                    it.kind(),
                    it.from(),
                    Math.max(it.durationMs(), Duration.between(it.from(), now).toMillis()),
                    it.subject(),
                    it.culprit(),
                    it.stack()))
        .toList();
  }
}
