package io.heartwire.gateway.admin;

import io.heartwire.gateway.admin.FigureRing.Figures;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;

/**
 * Now against an hour ago.
 *
 * @param summary the same in a sentence
 * @param at when it was so: an hour ago, or when the first figures were taken
 * @param drop the fall of the last ten minutes; absent if there was none
 */
record TrendView(
    String summary, Instant at, long attached, long inGrace, long offline, Optional<Drop> drop) {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  /**
   * Many left within minutes, and are not back.
   *
   * @param summary the same in a sentence
   * @param from the last moment at which all were attached
   * @param tookMs until the fewest were
   * @param percent so many of those who were attached are not now
   * @param timeoutPercent so many of the sessions that ended meanwhile were ended by the detector
   */
  record Drop(String summary, Instant from, long tookMs, double percent, long timeoutPercent) {
    static Drop of(Figures peak, Figures bottom, Figures now) {
      double percent =
          Math.round(1_000.0 * (peak.attached() - now.attached()) / peak.attached()) / 10.0;
      long ended = bottom.ended() - peak.ended();
      long timeouts =
          ended == 0 ? 0 : Math.round(100.0 * (bottom.timedOut() - peak.timedOut()) / ended);
      Duration took = Duration.between(peak.at(), bottom.at());
      String summary =
          String.format(
              Locale.ROOT,
              "down %.1f %% in %d s from %sZ; %d %% timeout",
              percent,
              Math.max(1, took.toSeconds()),
              TIME.format(peak.at()),
              timeouts);
      return new Drop(summary, peak.at(), took.toMillis(), percent, timeouts);
    }
  }

  static TrendView of(Figures now, Figures then, Optional<Drop> drop) {
    Duration ago = Duration.between(then.at(), now.at());
    String since =
        ago.compareTo(Duration.ofMinutes(59)) >= 0
            ? "an hour ago"
            : "at " + then.at().truncatedTo(ChronoUnit.SECONDS) + ", the first figures there are";
    String summary =
        String.format(
            Locale.ROOT,
            "attached %,d, in grace %,d, offline %,d now; %,d, %,d, %,d %s",
            now.attached(),
            now.inGrace(),
            now.offline(),
            then.attached(),
            then.inGrace(),
            then.offline(),
            since);
    return new TrendView(summary, then.at(), then.attached(), then.inGrace(), then.offline(), drop);
  }
}
