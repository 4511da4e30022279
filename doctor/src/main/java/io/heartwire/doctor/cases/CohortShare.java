package io.heartwire.doctor.cases;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * How an incident hits those who have one thing in common.
 *
 * @param dimension what
 * @param value and which
 * @param victims those hit
 * @param members all of them
 * @param explains share of all victims that are among them, 0 to 1
 * @param hit share of them that is hit, 0 to 1
 * @param lift how much more likely one of them is hit than one of all clients; 1: no difference
 */
public record CohortShare(
    Dimension dimension,
    String value,
    int victims,
    int members,
    double explains,
    double hit,
    double lift) {
  private static final int MOST = 16;
  private static final int FEWEST = 5;

  /**
   * The cohorts that tell victims from others, those that explain most first; at most {@value
   * #MOST}.
   *
   * @param victims those hit
   * @param everybody those hit and all others
   */
  public static List<CohortShare> of(Population victims, Population everybody) {
    List<CohortShare> found = new ArrayList<>();
    if (victims.all() == 0 || everybody.all() == 0) {
      return found;
    }
    double overall = (double) victims.all() / Math.max(victims.all(), everybody.all());
    for (Dimension dimension : Dimension.values()) {
      victims
          .values(dimension)
          .forEach(
              (value, hit) -> {
                int members = Math.max(hit, everybody.of(dimension, value));
                double share = (double) hit / members;
                if (hit >= FEWEST && members < everybody.all()) {
                  found.add(
                      new CohortShare(
                          dimension,
                          value,
                          hit,
                          members,
                          (double) hit / victims.all(),
                          share,
                          share / overall));
                }
              });
    }
    found.sort(Comparator.comparingDouble(CohortShare::weight).reversed());
    return List.copyOf(found.subList(0, Math.min(MOST, found.size())));
  }

  /** How well it tells victims from others: it explains many, and few of it were spared. */
  double weight() {
    return explains * hit * Math.min(4, lift);
  }

  /** It holds most of the victims, and was hit much more than the others. */
  public boolean stands() {
    return explains >= 0.7 && hit >= 0.3 && lift >= 1.3;
  }
}
