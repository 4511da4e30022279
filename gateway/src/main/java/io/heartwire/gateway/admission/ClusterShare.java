package io.heartwire.gateway.admission;

/**
 * What one gateway may take of the logins that all of a cluster may begin together.
 *
 * @param budget logins that may begin in a second at all of them; 0 for any number
 * @param gateways how many share it, 1 at least
 */
public record ClusterShare(int budget, int gateways) {
  /** There is no cluster, or no bound for it. */
  public static final ClusterShare UNBOUNDED = new ClusterShare(0, 1);

  public ClusterShare {
    if (budget < 0 || gateways < 1) {
      throw new IllegalArgumentException(
          "a budget of "
              + budget
              + " logins a second for "
              + gateways
              + " gateways: it must be 0 or more, and they at least 1");
    }
  }

  /** Whether it bounds anything. */
  public boolean bounds() {
    return budget > 0;
  }

  /** Logins a second for each; without bound if it {@linkplain #bounds bounds} nothing. */
  public double perSecond() {
    return bounds() ? (double) budget / gateways : Double.POSITIVE_INFINITY;
  }
}
