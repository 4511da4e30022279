package io.heartwire.doctor.cases;

import io.heartwire.core.liveness.DisconnectReason;
import java.util.List;
import java.util.Map;

/**
 * Whom an incident concerns.
 *
 * @param attachedBefore clients attached when it began
 * @param victims clients that left without anybody's wish since shortly before
 * @param suspects clients that do not answer now
 * @param unheard clients that nobody hears now, because their event loops are blocked
 * @param byReason victims by the reason of their departure
 * @param reported of those that returned, how many had left for this reason, as they say themselves
 * @param left victims, the earliest first; a bounded number
 * @param suspected clients that do not answer; a sample of 256 at most
 * @param healthy clients that are well; a sample of 64 at most
 */
public record Crowd(
    long attachedBefore,
    int victims,
    int suspects,
    int unheard,
    Map<DisconnectReason, Integer> byReason,
    Map<String, Integer> reported,
    List<Sufferer> left,
    List<Sufferer> suspected,
    List<Sufferer> healthy) {
  public Crowd {
    byReason = Map.copyOf(byReason);
    reported = Map.copyOf(reported);
    left = List.copyOf(left);
    suspected = List.copyOf(suspected);
    healthy = List.copyOf(healthy);
  }

  /** The same, with the first {@code most} of those that left; the others are counted only. */
  public Crowd firstLeft(int most) {
    return new Crowd(
        attachedBefore,
        victims,
        suspects,
        unheard,
        byReason,
        reported,
        left.subList(0, Math.min(most, left.size())),
        suspected,
        healthy);
  }

  /** Nobody. */
  public static final Crowd NOBODY =
      new Crowd(0, 0, 0, 0, Map.of(), Map.of(), List.of(), List.of(), List.of());
}
