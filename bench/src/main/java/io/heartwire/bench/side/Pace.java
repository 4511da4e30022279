package io.heartwire.bench.side;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Tells whoever waits which step it is, of how many, and about how long all will still take: at the
 * beginning of each, and every {@value #EVERY_SECONDS} s while one lasts. Used by one thread.
 */
public final class Pace implements AutoCloseable {
  private static final int EVERY_SECONDS = 20;

  /**
   * One step.
   *
   * @param words what it is
   * @param kind those of a kind take about as long as each other
   * @param expected how long it is thought to take
   */
  public record Step(String words, String kind, Duration expected) {}

  private final Deque<Step> coming;
  private final int count;
  private final Map<String, Duration> taken = new HashMap<>();
  private final ScheduledExecutorService ticks =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "pace");
            thread.setDaemon(true);
            return thread;
          });

  /** None has begun. */
  public Pace(List<Step> steps) {
    coming = new ArrayDeque<>(steps);
    count = steps.size();
  }

  /** The next step; it lasts until the answer is closed. */
  public Lasting begin() {
    Step step = coming.remove();
    Progress.say(
        step.words()
            + " ("
            + (count - coming.size())
            + " of "
            + count
            + ", "
            + left(step, 0)
            + ")");
    return new Lasting(step);
  }

  /** A step that has begun. */
  public final class Lasting implements AutoCloseable {
    private final Step step;
    private final long began = System.nanoTime();
    private final ScheduledFuture<?> ticking;

    private Lasting(Step step) {
      this.step = step;
      this.ticking =
          ticks.scheduleAtFixedRate(this::tick, EVERY_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS);
    }

    private void tick() {
      long seconds = spent().toSeconds();
      Progress.say("  " + seconds + " s, " + left(step, seconds));
    }

    private Duration spent() {
      return Duration.ofNanos(System.nanoTime() - began);
    }

    @Override
    public void close() {
      ticking.cancel(false);
      synchronized (Pace.this) {
        taken.put(step.kind(), spent());
      }
    }
  }

  private synchronized String left(Step now, long spentSeconds) {
    List<Step> all = new ArrayList<>(coming);
    long seconds = Math.max(0, seconds(now) - spentSeconds);
    for (Step step : all) {
      seconds += seconds(step);
    }
    return about(seconds) + " to go";
  }

  private long seconds(Step step) {
    return taken.getOrDefault(step.kind(), step.expected()).toSeconds();
  }

  static String about(long seconds) {
    return seconds < 100
        ? "about " + Math.max(5, (seconds + 4) / 5 * 5) + " s"
        : "about " + (seconds + 59) / 60 + " min";
  }

  @Override
  public void close() {
    ticks.shutdownNow();
  }
}
