package io.heartwire.cli.demo;

import io.heartwire.core.time.NanoClock;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * Tells whoever waits which step it is, of how many, and about how long all will still take. Used
 * by one thread.
 */
public final class Steps {
  private static final Duration LONGEST_SILENCE = Duration.ofSeconds(15);
  private static final long EXACT_BELOW_S = 100;
  private static final long ROUND_S = 5;

  private final List<Duration> expected;
  private final NanoClock clock;
  private final Consumer<String> out;
  private int begun;
  private long firstAt;
  private long stepAt;
  private long saidAt;

  /**
   * None has begun.
   *
   * @param expected how long each is thought to take, in their order
   * @param out gets each line
   */
  public Steps(List<Duration> expected, NanoClock clock, Consumer<String> out) {
    this.expected = List.copyOf(expected);
    this.clock = clock;
    this.out = out;
    this.saidAt = clock.nanoTime();
  }

  /** The next step begins; {@code what} it is. */
  public void begin(String what) {
    stepAt = clock.nanoTime();
    firstAt = begun == 0 ? stepAt : firstAt;
    begun++;
    say(what + " ... (" + begun + " of " + expected.size() + ", " + about(left()) + " to go)");
  }

  /** Something else to tell. */
  public void say(String line) {
    out.accept(line);
    saidAt = clock.nanoTime();
  }

  /** Whoever waits calls this at least once a second: it says so when nothing was said for long. */
  public void look() {
    long now = clock.nanoTime();
    if (begun > 0 && now - saidAt >= LONGEST_SILENCE.toNanos()) {
      say(
          "  "
              + Duration.ofNanos(now - stepAt).toSeconds()
              + " s in step "
              + begun
              + " of "
              + expected.size()
              + ", "
              + about(left())
              + " to go");
    }
  }

  /** What is left, if the rest takes as much longer than expected as the steps before did. */
  Duration left() {
    Duration past = sum(0, begun - 1);
    double factor = 1;
    if (!past.isZero()) {
      factor = (stepAt - firstAt) / (double) past.toNanos();
    }
    Duration here = expected.get(begun - 1).minusNanos(clock.nanoTime() - stepAt);
    Duration rest = sum(begun, expected.size()).plus(here.isNegative() ? Duration.ZERO : here);
    return Duration.ofNanos((long) (rest.toNanos() * factor));
  }

  private Duration sum(int from, int to) {
    return expected.subList(from, to).stream().reduce(Duration.ZERO, Duration::plus);
  }

  /** {@code about 35 s}, {@code about 4 min}: rounded up. */
  static String about(Duration time) {
    long seconds = (time.toMillis() + 999) / 1_000;
    return seconds < EXACT_BELOW_S
        ? "about " + Math.max(ROUND_S, (seconds + ROUND_S - 1) / ROUND_S * ROUND_S) + " s"
        : "about " + (seconds + 59) / 60 + " min";
  }
}
