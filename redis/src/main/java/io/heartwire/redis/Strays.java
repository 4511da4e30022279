package io.heartwire.redis;

import io.heartwire.core.time.NanoClock;
import io.heartwire.gateway.cluster.Holder;
import io.heartwire.gateway.cluster.Parting;
import io.lettuce.core.RedisFuture;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Clients that this gateway is said to hold, and does not: a claim that was granted when whoever
 * had asked had given up, or an end of a connection that was given up. They are looked for when
 * Redis has counted more of them than this gateway holds, {@value #PERSISTS} seconds in a row, and
 * enter their grace as {@link Parting#NOT_HELD}.
 *
 * <p>NOT thread safe but for {@link #released}: the thread of the engine owns it.
 */
final class Strays {
  private static final Logger LOG = LoggerFactory.getLogger(Strays.class);
  private static final int PERSISTS = 3;
  private static final int LOOKED_AT_A_STEP = 500;
  private static final int FIELDS = 4;
  private static final long A_SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Footing on;
  private final NanoClock clock;
  private final InstantSource wallClock;
  private final Sessions sessions;
  private final AtomicLong released = new AtomicLong();
  private long countedNanos;
  private int tooMany;

  /** The partition that is looked through; beyond the last one: none is. */
  private int partition = Keys.PARTITIONS;

  private String after = "";
  private long before;

  Strays(Footing on, NanoClock clock, InstantSource wallClock, Sessions sessions) {
    this.on = on;
    this.clock = clock;
    this.wallClock = wallClock;
    this.sessions = sessions;
    this.countedNanos = clock.nanoTime();
  }

  /** How many were released since the start; from any thread. */
  long released() {
    return released.get();
  }

  void step(Holder holder) {
    if (partition < Keys.PARTITIONS) {
      look(holder);
    } else if (clock.nanoTime() - countedNanos >= A_SECOND_NANOS) {
      countedNanos = clock.nanoTime();
      tooMany = owned() > holder.count() ? tooMany + 1 : 0;
      if (tooMany >= PERSISTS) {
        tooMany = 0;
        partition = 0;
        before = released.get();
      }
    }
  }

  private long owned() {
    String owner = "on:" + on.self().node() + "." + on.self().incarnation();
    List<RedisFuture<Long>> asked = new ArrayList<>();
    Keys.partitions().forEach(i -> asked.add(on.link().commands().zcard(on.keys().of(i) + owner)));
    return asked.stream().mapToLong(on.link()::await).sum();
  }

  private void look(Holder holder) {
    Reply page =
        on.link()
            .await(
                on.link()
                    .run(
                        Script.OWNED,
                        on.keys().of(partition),
                        on.self().node(),
                        on.self().incarnation(),
                        after,
                        Integer.toString(LOOKED_AT_A_STEP),
                        Long.toString(
                            TimeUnit.MILLISECONDS.toMicros(on.self().times().strayMs()))));
    List<CompletionStage<Boolean>> ends = new ArrayList<>();
    Instant now = wallClock.instant();
    String data = Parting.notHeld(now, now, on.self().node());
    for (int i = 1; i + FIELDS <= page.size(); i += FIELDS) {
      var stray =
          new Sessions.Stray(
              page.text(i), page.text(i + 1), page.text(i + 2), page.text(i + 3), data);
      if (!sessions.isHeldBack(stray.client()) && !holder.holds(stray.clientId())) {
        ends.add(sessions.release(stray, Micros.of(now)));
      }
    }
    ends.forEach(end -> released.addAndGet(on.link().await(end) ? 1 : 0));
    after = page.text(0);
    if (after.isEmpty()) {
      partition++;
    }
    if (partition == Keys.PARTITIONS && released.get() > before) {
      LOG.warn(
          "{} clients were attached here by what Redis knew, and are not: they are in grace, and"
              + " announced offline, reason {}, if they do not return",
          released.get() - before,
          Parting.NOT_HELD);
    }
  }
}
