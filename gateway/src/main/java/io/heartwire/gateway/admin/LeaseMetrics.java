package io.heartwire.gateway.admin;

import io.heartwire.gateway.lease.LeaseCounters;
import java.util.function.LongSupplier;

/** Figures of clients that hold no connection. */
final class LeaseMetrics {
  private LeaseMetrics() {}

  /** Where one figure of several of a kind goes. */
  interface Labelled {
    void take(Metric metric, String label, LongSupplier figure);
  }

  static void counters(AdminSources.Leases leases, Labelled to) {
    LeaseCounters of = leases.counters();
    to.take(Metric.LEASE_HEARTBEATS, "kept", of::heartbeats);
    to.take(Metric.LEASE_HEARTBEATS, "sighted", of::sightings);
    to.take(Metric.LEASE_HEARTBEATS, "refused", of::refused);
    to.take(Metric.LEASE_HEARTBEATS, "malformed", of::malformed);
    to.take(Metric.LEASE_RECHECKS, "", of::rechecks);
    to.take(Metric.SIGHTINGS_FORGOTTEN, "", leases.sightings()::forgotten);
  }
}
