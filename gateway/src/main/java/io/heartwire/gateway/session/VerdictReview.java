package io.heartwire.gateway.session;

import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.core.time.NanoClock;
import io.heartwire.wire.LastDisconnect;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/**
 * How often the detector was wrong, learned from what clients report when they return. Thread safe.
 *
 * <p>A verdict was <em>false</em> if the client had heard from us well after we last heard from it,
 * or had nothing unsent or unacknowledged, so that all it had said had arrived. Otherwise it was
 * <em>unreachable</em>; or <em>stalled</em>, if for most of the silence it did not run itself.
 */
public final class VerdictReview {
  private static final long TOLERANCE_MAX_MS = 1_000;

  private final NanoClock clock;
  private final LongAdder falseVerdicts = new LongAdder();
  private final LongAdder unreachable = new LongAdder();
  private final LongAdder stalled = new LongAdder();

  /** What a report says of our verdict. */
  public enum Finding {
    /** The client was there: our mistake. */
    FALSE,
    /** The client's path was down for longer than the timeout: nobody could have told better. */
    UNREACHABLE,
    /** The client itself did not run. */
    STALLED
  }

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
  public Optional<Finding> review(Departure last, LastDisconnect report) {
    boolean ours =
        last.disconnect().decidedBy() == DisconnectReason.Initiator.DETECTOR
            && last.visit().filter(v -> v.sessionId().equals(report.sessionId())).isPresent();
    if (!ours) {
      return Optional.empty();
    }
    Finding finding = finding(last, report);
    switch (finding) {
      case FALSE -> falseVerdicts.increment();
      case UNREACHABLE -> unreachable.increment();
      case STALLED -> stalled.increment();
    }
    return Optional.of(finding);
  }

  /*
   * The pong to its last heartbeat reaches a client a moment after that heartbeat reached us, also
   * when the cable is cut right behind it. Hence the tolerance: only what it heard clearly later
   * than we heard it proves a path.
   */
  private Finding finding(Departure last, LastDisconnect report) {
    long silenceMs = last.disconnect().silenceMs();
    if (report.stalledMs() > silenceMs / 2) {
      return Finding.STALLED;
    }
    long timeoutMs =
        last.visit().map(visit -> visit.policy().timeout().toMillis()).orElse(silenceMs);
    long verdictAgoMs = (clock.nanoTime() - last.atNanos()) / 1_000_000;
    long heardBeforeVerdictMs = report.sinceHeardMs() - verdictAgoMs;
    long toleranceMs = Math.min(TOLERANCE_MAX_MS, timeoutMs / 10);
    boolean heard = heardBeforeVerdictMs + toleranceMs < Math.min(timeoutMs, silenceMs);
    boolean allArrived = report.unackedBytes() == 0 && report.unsentBytes() == 0;
    return heard || allArrived ? Finding.FALSE : Finding.UNREACHABLE;
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
