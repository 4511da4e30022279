package io.heartwire.core.observe;

import java.util.Collection;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/**
 * What several observers make of one target.
 *
 * <p>It promises: one fresh sighting, of whichever observer, vetoes death; nobody is dead without
 * the quorum; an observer that stalled or whose breaker is open is not asked, and with too few left
 * the answer is {@link TargetState#UNCERTAIN}. The order of observers does not matter.
 *
 * @param state what the target is
 * @param confirmedBy the observers that found it dead; empty unless it is {@link TargetState#DEAD}
 * @param abstained the observers whose word did not count
 */
public record Verdict(TargetState state, Set<String> confirmedBy, Set<String> abstained) {
  public Verdict {
    confirmedBy = Set.copyOf(confirmedBy);
    abstained = Set.copyOf(abstained);
  }

  /** The verdict at {@code nowNanos}, by the clock of {@code sightings}. */
  public static Verdict of(
      Sightings sightings, Collection<Testimony> testimonies, DeathRule rule, long nowNanos) {
    Set<String> abstained = new TreeSet<>();
    Set<String> healthy = new TreeSet<>();
    Set<String> confirming = new TreeSet<>();
    long deadAfterNanos = rule.deadAfter().toNanos();
    for (Testimony testimony : testimonies) {
      if (!testimony.counts()) {
        abstained.add(testimony.observer());
        continue;
      }
      healthy.add(testimony.observer());
      if (testimony.inVainNanos() >= deadAfterNanos) {
        confirming.add(testimony.observer());
      }
    }
    OptionalLong last = sightings.lastNanos();
    if (last.isPresent() && nowNanos - last.getAsLong() < deadAfterNanos) {
      boolean late = nowNanos - last.getAsLong() >= rule.suspectAfter().toNanos();
      return new Verdict(late ? TargetState.SUSPECT : TargetState.ALIVE, Set.of(), abstained);
    }
    int needed = Math.max(1, rule.quorum() == 0 ? healthy.size() : rule.quorum());
    if (healthy.size() < needed) {
      return new Verdict(TargetState.UNCERTAIN, Set.of(), abstained);
    }
    if (confirming.size() >= needed) {
      return new Verdict(TargetState.DEAD, confirming, abstained);
    }
    TargetState open = last.isPresent() ? TargetState.SUSPECT : TargetState.UNKNOWN;
    return new Verdict(open, Set.of(), abstained);
  }
}
