package io.heartwire.gateway.lease;

import io.heartwire.core.liveness.LivenessPolicy;
import io.heartwire.gateway.session.Policies;
import io.heartwire.gateway.session.Session;
import io.heartwire.gateway.session.SharedValues;
import java.time.Duration;
import java.util.Optional;

/** Which policy a lease is held to. Thread safe. */
final class LeaseTerms {
  /** A client is asked to report so many times within its TTL: two may get lost. */
  private static final int REPORTS_PER_TTL = 3;

  private final Policies policies;
  /* Thousands of leases have the same TTL, and a policy has 80 bytes. */
  private final SharedValues<LivenessPolicy> shared = new SharedValues<>();

  LeaseTerms(Policies policies) {
    this.policies = policies;
  }

  /** Its own TTL, or what its group is held to; empty where no verdict falls by the clock. */
  LivenessPolicy of(Session session, Optional<Duration> ttl) {
    LivenessPolicy common = policies.of(session).asLease();
    return shared.shared(ttl.map(wished -> wished(wished, common.check())).orElse(common));
  }

  private static LivenessPolicy wished(Duration ttl, boolean check) {
    Duration rounded = rounded(ttl);
    return LivenessPolicy.lease(rounded.dividedBy(REPORTS_PER_TTL), rounded).withCheck(check);
  }

  /**
   * Up to three significant digits: the table keeps one entry for each policy, and this bounds how
   * many there can be.
   */
  private static Duration rounded(Duration ttl) {
    long ms = ttl.toMillis();
    long unit = 1;
    while (ms / unit >= 1_000) {
      unit *= 10;
    }
    return Duration.ofMillis((ms + unit - 1) / unit * unit);
  }

  /** Why {@code ttl} cannot be granted within {@code bounds}; empty if it can. */
  static Optional<String> problemWith(Duration ttl, LeaseDesk.Bounds bounds) {
    if (ttl.compareTo(bounds.ttlMin()) >= 0 && ttl.compareTo(bounds.ttlMax()) <= 0) {
      return Optional.empty();
    }
    return Optional.of(
        "the TTL is "
            + ttl.toMillis()
            + " ms, allowed are "
            + bounds.ttlMin().toMillis()
            + " to "
            + bounds.ttlMax().toMillis()
            + " ms (leases.ttl-min, leases.ttl-max): is it in another unit than you think?");
  }
}
