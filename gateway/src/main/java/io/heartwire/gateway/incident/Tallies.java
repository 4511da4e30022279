package io.heartwire.gateway.incident;

import io.heartwire.core.liveness.DisconnectReason;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * How many had left, and had said why when they returned, second by second: so that an incident
 * counts from shortly before it was noticed. NOT thread safe.
 */
final class Tallies {
  private static final int SECONDS = 15;

  private final Figures figures;
  private final ArrayDeque<Tally> last = new ArrayDeque<>();

  /** Counts since the start of the gateway, at one moment. */
  record Tally(
      Instant at, Map<DisconnectReason, Long> left, Map<String, Long> reported, long attached) {}

  Tallies(Figures figures) {
    this.figures = figures;
  }

  void second(Instant now) {
    if (last.size() == SECONDS) {
      last.removeFirst();
    }
    last.addLast(now(now));
  }

  /** What was counted belongs to an incident that is over: the next one counts from here. */
  void startAnew(Instant now) {
    last.clear();
    second(now);
  }

  /** Before what has just been noticed began. */
  Tally before(Instant now) {
    return last.isEmpty() ? now(now) : last.getFirst();
  }

  /** The most that were attached lately. */
  long mostAttached() {
    return last.stream().mapToLong(Tally::attached).max().orElse(0);
  }

  private Tally now(Instant now) {
    Map<DisconnectReason, Long> left = new EnumMap<>(DisconnectReason.class);
    for (DisconnectReason reason : GatewayProbe.UNWANTED) {
      left.put(reason, figures.disconnects().sessionsEnded(reason));
    }
    return new Tally(now, left, figures.review().reportedCauses(), figures.sessions().attached());
  }

  /** Who left since {@code before}, by reason; what did not occur is absent. */
  Map<DisconnectReason, Integer> leftSince(Tally before) {
    Map<DisconnectReason, Integer> grown = new EnumMap<>(DisconnectReason.class);
    for (DisconnectReason reason : GatewayProbe.UNWANTED) {
      long more =
          figures.disconnects().sessionsEnded(reason) - before.left().getOrDefault(reason, 0L);
      if (more > 0) {
        grown.put(reason, (int) more);
      }
    }
    return grown;
  }

  /** What clients have said since {@code before} about why they had left. */
  Map<String, Integer> reportedSince(Tally before) {
    Map<String, Integer> grown = new TreeMap<>();
    figures
        .review()
        .reportedCauses()
        .forEach(
            (cause, count) -> {
              long more = count - before.reported().getOrDefault(cause, 0L);
              if (more > 0) {
                grown.put(cause, (int) more);
              }
            });
    return grown;
  }
}
