package io.heartwire.cli.faults.cluster;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What happens when in one run; the same for the same seed.
 *
 * @param strikes by their beginning
 */
record Schedule(List<Strike> strikes) {
  private static final List<Blow> BLOWS = List.of(Blow.values());
  private static final int MOST = 3;
  private static final int LATEST_MS = 12_000;

  /**
   * One blow.
   *
   * @param atMs when, after the beginning
   * @param blow what
   * @param node which gateway it strikes; the first one if it strikes none
   * @param lastsMs how long
   */
  record Strike(int atMs, Blow blow, int node, int lastsMs) {
    int endsMs() {
      return atMs + lastsMs;
    }

    String story() {
      return "at " + atMs + " ms " + blow.story(Lab.name(node), lastsMs);
    }
  }

  Schedule {
    strikes = List.copyOf(strikes);
  }

  /** One to three blows; one gateway of {@code nodes} is never struck, and none twice. */
  static Schedule of(long seed, int nodes) {
    var random = new SplittableRandom(seed);
    List<Integer> victims = new ArrayList<>();
    for (int i = 0; i < nodes; i++) {
      victims.add(i);
    }
    victims.remove(random.nextInt(nodes));
    List<Strike> strikes = new ArrayList<>();
    boolean redis = false;
    int wanted = 1 + random.nextInt(MOST);
    while (strikes.size() < wanted) {
      Blow blow = BLOWS.get(random.nextInt(BLOWS.size()));
      int at = random.nextInt(LATEST_MS);
      int lasts = blow.lasts(random);
      if (blow.strikesANode() ? victims.isEmpty() : redis) {
        wanted--;
      } else if (blow.strikesANode()) {
        strikes.add(new Strike(at, blow, victims.remove(random.nextInt(victims.size())), lasts));
      } else {
        redis = true;
        strikes.add(new Strike(at, blow, 0, lasts));
      }
    }
    strikes.sort(Comparator.comparingInt(Strike::atMs));
    return new Schedule(strikes);
  }

  /** What happens, in order. */
  List<String> story() {
    return strikes.stream().map(Strike::story).toList();
  }
}
