package io.heartwire.gateway.session;

import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.core.liveness.Hindsight;
import io.heartwire.core.time.NanoClock;
import io.heartwire.wire.LastDisconnect;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/**
 * How often the detector was wrong, learned from what clients report when they return. Thread safe.
 *
 * <p>{@link Hindsight} judges; this finds the verdict that a report is about, and counts.
 */
public final class VerdictReview {
  private final NanoClock clock;
  private final LongAdder falseVerdicts = new LongAdder();
  private final LongAdder unreachable = new LongAdder();
  private final LongAdder stalled = new LongAdder();

  /**
   * A review that tells the age of verdicts by {@code clock}, the one departures are stamped by.
   */
  public VerdictReview(NanoClock clock) {
    this.clock = clock;
  }

  /**
   * What {@code report} says of {@code last}, the client's last departure; counted.
   *
   * @return empty if the report is about another session, or the detector did not decide
   */
  public Optional<Hindsight> review(Departure last, LastDisconnect report) {
    if (last.disconnect().decidedBy() != DisconnectReason.Initiator.DETECTOR) {
      return Optional.empty();
    }
    Optional<Hindsight> hindsight =
        last.visit()
            .filter(visit -> visit.sessionId().equals(report.sessionId()))
            .map(visit -> Hindsight.of(last.disconnect(), visit.policy(), account(last, report)));
    hindsight.ifPresent(it -> counter(it).increment());
    return hindsight;
  }

  private LongAdder counter(Hindsight hindsight) {
    return switch (hindsight) {
      case FALSE -> falseVerdicts;
      case UNREACHABLE -> unreachable;
      case STALLED -> stalled;
    };
  }

  /** The report counts from the login; the account counts from the verdict. */
  private Hindsight.Account account(Departure last, LastDisconnect report) {
    long verdictAgoMs = (clock.nanoTime() - last.atNanos()) / 1_000_000;
    return new Hindsight.Account(
        report.sinceHeardMs() - verdictAgoMs,
        report.stalledMs(),
        report.unackedBytes() == 0 && report.unsentBytes() == 0);
  }

  /** How many verdicts were wrong, since the start. */
  public long falseVerdicts() {
    return falseVerdicts.sum();
  }

  /** How many verdicts were right because the client could not be reached, since the start. */
  public long unreachable() {
    return unreachable.sum();
  }

  /** How many verdicts were right because the client did not run, since the start. */
  public long stalled() {
    return stalled.sum();
  }
}
