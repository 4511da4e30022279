package io.heartwire.gateway.session;

import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.core.liveness.Hindsight;
import io.heartwire.core.time.NanoClock;
import io.heartwire.wire.LastDisconnect;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/**
 * How often the detector was wrong, learned from what clients report when they return. Thread safe.
 *
 * <p>{@link Hindsight} judges; this finds the verdict that a report is about, and counts.
 */
public final class VerdictReview {
  private static final String OTHER = "OTHER";

  private final NanoClock clock;
  private final Map<String, LongAdder> causes =
      Arrays.stream(DisconnectReason.values())
          .collect(Collectors.toUnmodifiableMap(Enum::name, it -> new LongAdder()));
  private final LongAdder others = new LongAdder();
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
   * A client says why its last connection ended, whoever ended it; counted. A cause that is none of
   * {@link DisconnectReason} counts as {@value #OTHER}.
   */
  public void reported(LastDisconnect report) {
    LongAdder known = causes.get(report.cause());
    (known == null ? others : known).increment();
  }

  /**
   * What clients said when they returned, by cause, since the start; what nobody said is absent.
   */
  public Map<String, Long> reportedCauses() {
    Map<String, Long> counts = new TreeMap<>();
    causes.forEach((cause, count) -> counts.put(cause, count.sum()));
    counts.put(OTHER, others.sum());
    counts.values().removeIf(count -> count == 0);
    return counts;
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
