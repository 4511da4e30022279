package io.heartwire.doctor.cases;

import io.heartwire.doctor.evidence.Happening;
import io.heartwire.doctor.evidence.Reading;
import io.heartwire.doctor.evidence.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * Opens an incident when what happens leaves its baseline, and closes it when it has been back for
 * ten seconds. One at a time. Fed once a second; NOT thread safe.
 *
 * <p>During the first five minutes, and for whatever is rare, absolute thresholds decide: 20
 * clients, or 3 % of those attached.
 */
public final class IncidentDetector {
  private static final double LEAST = 20;
  private static final double SHARE = 0.03;

  /** Whoever is not heard for as long begins to ask itself whether we are there. */
  private static final long UNHEARD_MS = 2_000;

  /** Of ten seconds, so much is too much to be without a processor. */
  private static final double STARVED_MS = 4_000;

  private static final long CLOCK_STEP_MS = 1_000;
  private static final Duration CALM = Duration.ofSeconds(10);

  private final Rate disconnects = new Rate(LEAST, SHARE);
  private final Rate suspects = new Rate(LEAST, SHARE);
  private final Rate deferred = new Rate(LEAST, SHARE);
  private final Rate starved = new Rate(STARVED_MS, 0);
  private final Rate refused = new Rate(0, 0);
  private double mostAttached;
  private boolean breakerOpen;
  private Optional<Opening> news = Optional.empty();
  private Optional<Instant> openSince = Optional.empty();
  private Instant calmSince = Instant.MAX;

  /**
   * Why an incident opens.
   *
   * @param trigger what left its baseline
   * @param at when that was seen
   * @param detail in one sentence, with what was measured and the limit
   */
  public record Opening(Trigger trigger, Instant at, String detail) {}

  /** What a second brought. */
  public sealed interface Change {
    /** Nothing. */
    record None() implements Change {}

    /** An incident has opened. */
    record Opened(Opening why) implements Change {}

    /** It is over. */
    record Closed(Instant at) implements Change {}
  }

  /** The mass breaker has opened, or widened; {@code detail} is what it says. */
  public void breakerOpened(Instant at, String detail) {
    breakerOpen = true;
    note(new Opening(Trigger.BREAKER, at, detail));
  }

  /** The mass breaker holds nothing any more. */
  public void breakerClosed() {
    breakerOpen = false;
  }

  /** Something lasted for a time that matters, or still does. */
  public void happened(Happening happening, long attached) {
    switch (happening.kind()) {
      case PROCESS_STALLED, GC_PAUSE -> {
        if (happening.durationMs() >= UNHEARD_MS && attached > 0) {
          note(
              new Opening(
                  Trigger.UNHEARD,
                  happening.until(),
                  text(
                      "nobody listened to %,d clients for %.1fs, more than the limit of %.0fs",
                      attached, happening.durationMs() / 1e3, UNHEARD_MS / 1e3)));
        }
      }
      case CLOCK_STEP -> {
        if (Math.abs(happening.durationMs()) >= CLOCK_STEP_MS) {
          note(
              new Opening(
                  Trigger.CLOCK,
                  happening.from(),
                  text("the wall clock was set by %+.1fs", happening.durationMs() / 1e3)));
        }
      }
      case LOOP_BLOCKED, LOOP_STALLED, SAFEPOINT -> {
        // Judged by how many clients it concerns, once a second.
      }
    }
  }

  private void note(Opening opening) {
    if (news.isEmpty()) {
      news = Optional.of(opening);
    }
  }

  /** A second has passed. */
  public Change second(Reading reading) {
    count(reading);
    Optional<Opening> over = overLimit(reading);
    if (openSince.isPresent()) {
      news = Optional.empty();
      return over.isPresent() || breakerOpen ? stays() : mayClose(reading.at());
    }
    Optional<Opening> opening = news.or(() -> over);
    news = Optional.empty();
    return opening.isPresent() ? open(opening.get()) : new Change.None();
  }

  private void count(Reading reading) {
    disconnects.second(value(reading, Signal.DISCONNECTS));
    suspects.second(value(reading, Signal.SUSPECTS) / 10);
    deferred.second(value(reading, Signal.DEFERRED));
    starved.second(value(reading, Signal.WATCHDOG_LOST));
    refused.second(value(reading, Signal.ACCEPT_ERRORS));
    // Those who have just left were members: a tenth a second is forgotten.
    double attached = value(reading, Signal.ATTACHED) + value(reading, Signal.DISCONNECTS);
    mostAttached = Math.max(attached, mostAttached * 0.9);
  }

  private Optional<Opening> overLimit(Reading reading) {
    double unheard = value(reading, Signal.UNHEARD);
    if (unheard > Math.max(LEAST, SHARE * mostAttached)) {
      String detail = "%,.0f of %,.0f clients are not heard: their event loops are blocked";
      return opening(Trigger.UNHEARD, reading, text(detail, unheard, mostAttached));
    }
    if (disconnects.over(mostAttached)) {
      String detail = "%,.0f of %,.0f clients left within 10s, more than the limit of %,.0f";
      return opening(Trigger.DISCONNECTS, reading, rate(detail, disconnects));
    }
    double silent = value(reading, Signal.SUSPECTS);
    if (silent > suspects.limit(mostAttached)) {
      String detail = "%,.0f of %,.0f clients do not answer, more than the limit of %,.0f";
      double limit = suspects.limit(mostAttached);
      return opening(Trigger.SUSPECTS, reading, text(detail, silent, mostAttached, limit));
    }
    return service(reading);
  }

  /** Nobody is gone yet, but the next ones will be. */
  private Optional<Opening> service(Reading reading) {
    if (starved.over(0)) {
      String detail = "the process was without a processor for %.1fs of 10s";
      return opening(Trigger.STARVED, reading, text(detail, starved.sum() / 1e3));
    }
    if (refused.sum() > 0) {
      String detail = "%,.0f connections could not be accepted within 10s";
      return opening(Trigger.ACCEPTS, reading, text(detail, refused.sum()));
    }
    if (deferred.over(mostAttached)) {
      String detail =
          "%,.0f logins were told to come later within 10s, with %,.0f clients attached";
      return opening(
          Trigger.LOGINS, reading, text(detail, deferred.sum(), value(reading, Signal.ATTACHED)));
    }
    return Optional.empty();
  }

  private Change open(Opening why) {
    openSince = Optional.of(why.at());
    calmSince = Instant.MAX;
    freeze(true);
    return new Change.Opened(why);
  }

  private Change stays() {
    calmSince = Instant.MAX;
    return new Change.None();
  }

  private Change mayClose(Instant now) {
    if (calmSince.equals(Instant.MAX) || now.isBefore(calmSince)) {
      calmSince = now;
    }
    if (Duration.between(calmSince, now).compareTo(CALM) < 0) {
      return new Change.None();
    }
    openSince = Optional.empty();
    freeze(false);
    return new Change.Closed(now);
  }

  private void freeze(boolean frozen) {
    for (Rate rate : new Rate[] {disconnects, suspects, deferred, starved, refused}) {
      rate.freeze(frozen);
    }
  }

  private String rate(String detail, Rate rate) {
    return text(detail, rate.sum(), mostAttached, rate.limit(mostAttached));
  }

  private static Optional<Opening> opening(Trigger trigger, Reading reading, String detail) {
    return Optional.of(new Opening(trigger, reading.at(), detail));
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  private static double value(Reading reading, Signal signal) {
    return reading.value(signal).orElse(0);
  }
}
