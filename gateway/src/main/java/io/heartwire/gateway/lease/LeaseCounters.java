package io.heartwire.gateway.lease;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** What happens to clients that hold no connection, since the start. Thread safe. */
public final class LeaseCounters {
  final AtomicInteger held = new AtomicInteger();
  final LongAdder heartbeats = new LongAdder();
  final LongAdder sightings = new LongAdder();
  final LongAdder refused = new LongAdder();
  final LongAdder rechecks = new LongAdder();
  final LongAdder malformed = new LongAdder();

  /** Leases that are held now. */
  public int held() {
    return held.get();
  }

  /** Heartbeats that kept or made a lease. */
  public long heartbeats() {
    return heartbeats.sum();
  }

  /** Heartbeats of clients that were attached by another door. */
  public long sightings() {
    return sightings.sum();
  }

  /** Heartbeats and goodbyes that were refused: credential, turn, bound. */
  public long refused() {
    return refused.sum();
  }

  /** How often the authenticator was asked again about a client that had been let in. */
  public long rechecks() {
    return rechecks.sum();
  }

  /** Heartbeats that were none: a form that is wrong, a limit that is passed. */
  public long malformed() {
    return malformed.sum();
  }

  /** One more of those whose form is wrong. */
  public void countMalformed() {
    malformed.increment();
  }
}
