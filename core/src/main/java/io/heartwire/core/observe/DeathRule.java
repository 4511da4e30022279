package io.heartwire.core.observe;

import java.time.Duration;

/**
 * When a target that nobody sees is dead.
 *
 * @param suspectAfter unseen for this long it is suspect; at most {@code deadAfter}
 * @param deadAfter unseen for this long it may be dead; more than zero
 * @param quorum so many healthy observers must have looked in vain for {@code deadAfter}; 0: all
 *     healthy ones, and at least one
 */
public record DeathRule(Duration suspectAfter, Duration deadAfter, int quorum) {
  public DeathRule {
    if (deadAfter.isNegative() || deadAfter.isZero() || quorum < 0) {
      throw new IllegalArgumentException(
          "a target cannot be dead after "
              + deadAfter
              + " by a quorum of "
              + quorum
              + ": give a time above zero, and 0 or more observers");
    }
    if (suspectAfter.isNegative() || suspectAfter.compareTo(deadAfter) > 0) {
      throw new IllegalArgumentException(
          "a target cannot be suspect after "
              + suspectAfter
              + " and dead after "
              + deadAfter
              + ": give from zero to the latter");
    }
  }
}
