package io.heartwire.gateway.admin;

import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.gateway.admin.FigureRing.Figures;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many clients were where: once a second for ten minutes, once a minute for 24 hours, in 100
 * kB, taken by a thread of its own. Thread safe.
 */
final class FigureHistory implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FigureHistory.class);
  static final int SECONDS = 600;
  static final int MINUTES = 1_440;
  private static final int MINUTE = 60;
  private static final int HOUR_IN_MINUTES = 60;

  /** What comes and goes all the time is no drop. */
  private static final double LEAST_DROP = 0.05;

  private static final int LEAST_LOST = 5;

  private final Supplier<Figures> source;
  private final FigureRing seconds = new FigureRing(SECONDS);
  private final FigureRing minutes = new FigureRing(MINUTES);
  private final CountDownLatch closed = new CountDownLatch(1);
  private int taken;

  /** Not running: whoever calls {@link #take} is its thread. */
  FigureHistory(Supplier<Figures> source) {
    this.source = source;
  }

  static FigureHistory start(AdminSources sources) {
    var history = new FigureHistory(() -> now(sources));
    sources.threads().apply("heartwire-history").newThread(history::run).start();
    return history;
  }

  private void run() {
    try {
      do {
        take(source.get());
      } while (!closed.await(1, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.error("the history of figures ends: a defect", e);
    }
  }

  private static Figures now(AdminSources sources) {
    long ended = 0;
    long timedOut = 0;
    for (DisconnectReason reason : DisconnectReason.values()) {
      long count = sources.disconnects().sessionsEnded(reason);
      ended += count;
      timedOut += reason.decidedBy() == DisconnectReason.Initiator.DETECTOR ? count : 0;
    }
    var counts = sources.engine().counts();
    return new Figures(
        sources.wallClock().instant(),
        sources.sessions().attached(),
        counts.inGrace(),
        counts.offline(),
        ended,
        timedOut);
  }

  /** One more second is over. */
  synchronized void take(Figures now) {
    seconds.add(now);
    if (taken++ % MINUTE == 0) {
      minutes.add(now);
    }
  }

  /** Now against an hour ago; empty before the first reading. */
  Optional<TrendView> trend() {
    return trend(source.get());
  }

  synchronized Optional<TrendView> trend(Figures now) {
    return minutes.back(HOUR_IN_MINUTES).map(then -> TrendView.of(now, then, drop(now)));
  }

  /** From the last time that the most were attached until the first time that the fewest were. */
  private Optional<TrendView.Drop> drop(Figures now) {
    Figures peak = now;
    Figures bottom = now;
    for (int back = 0; back < seconds.size(); back++) {
      Figures then = seconds.back(back).orElse(now);
      if (then.attached() > peak.attached()) {
        peak = then;
      }
    }
    for (int back = 0; back < seconds.size(); back++) {
      Figures then = seconds.back(back).orElse(now);
      if (!then.at().isBefore(peak.at()) && then.attached() <= bottom.attached()) {
        bottom = then;
      }
    }
    long lost = peak.attached() - now.attached();
    return lost >= LEAST_LOST && lost >= LEAST_DROP * peak.attached()
        ? Optional.of(TrendView.Drop.of(peak, bottom, now))
        : Optional.empty();
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
