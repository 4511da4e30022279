package io.heartwire.redis;

import io.heartwire.core.time.NanoClock;
import io.heartwire.gateway.cluster.Holder;
import io.heartwire.gateway.cluster.Parting;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Releases what Redis has granted to {@link LostClaims}, as {@link Parting#NOT_HELD}, once Redis is
 * in reach. A claim that went out over a connection that has broken may arrive when all seems well
 * again: it is looked for once a second, as often as it takes until {@link Strays} would find it.
 *
 * <p>NOT thread safe but for {@link #released}: the thread of the engine owns it.
 */
final class Recovery {
  private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);
  private static final int EVERY_MS = 1_000;
  private static final int ASKED_AT_A_TIME = 200;
  private static final int FIELDS = 4;

  private final Footing on;
  private final InstantSource wallClock;
  private final Sessions sessions;
  private final LostClaims lost;
  private final Every looking;
  private final int mostLooks;
  private final AtomicLong released = new AtomicLong();

  Recovery(Footing on, NanoClock clock, InstantSource wallClock, Sessions sessions) {
    this.on = on;
    this.wallClock = wallClock;
    this.sessions = sessions;
    this.lost = sessions.lost();
    this.looking = new Every(clock, EVERY_MS);
    this.mostLooks = Math.max(1, on.self().times().strayMs() / EVERY_MS);
  }

  /** How many were released since the start; from any thread. */
  long released() {
    return released.get();
  }

  /** Whoever {@code holder} holds is none of its business: the comparison of all sees to them. */
  void step(Holder holder) {
    if (lost.isEmpty() || !looking.due()) {
      return;
    }
    List<List<LostClaims.Lost>> partitions = new ArrayList<>();
    Keys.partitions().forEach(i -> partitions.add(new ArrayList<>()));
    for (LostClaims.Lost one : lost.all()) {
      partitions.get(Keys.partition(one.client())).add(one);
    }
    long before = released.get();
    for (int i = 0; i < partitions.size(); i++) {
      List<LostClaims.Lost> all = partitions.get(i);
      for (int from = 0; from < all.size(); from += ASKED_AT_A_TIME) {
        look(holder, i, all.subList(from, Math.min(all.size(), from + ASKED_AT_A_TIME)));
      }
    }
    long left = lost.left();
    if (released.get() > before || left > 0) {
      LOG.warn(
          "{} logins were granted when nobody waited for them any more: their clients are in grace,"
              + " and announced offline, reason {}, if they do not return ({} more may be"
              + " so, limit {}: the audit finds them within a minute)",
          released.get() - before,
          Parting.NOT_HELD,
          left,
          LostClaims.MOST);
    }
  }

  private void look(Holder holder, int partition, List<LostClaims.Lost> some) {
    List<String> values = new ArrayList<>(List.of(on.self().node(), on.self().incarnation()));
    for (LostClaims.Lost one : some) {
      values.addAll(List.of(one.client(), one.session(), one.token()));
    }
    Reply granted =
        on.link()
            .await(
                on.link()
                    .run(Script.GRANTED, on.keys().of(partition), values.toArray(String[]::new)));
    some.forEach(one -> lost.looked(one, mostLooks));
    record Ending(LostClaims.Lost one, CompletionStage<Boolean> end) {}
    List<Ending> endings = new ArrayList<>();
    Instant now = wallClock.instant();
    String data = Parting.notHeld(now, now, on.self().node());
    for (int i = 0; i + FIELDS <= granted.size(); i += FIELDS) {
      LostClaims.Lost one = some.get((int) granted.number(i));
      var stray =
          new Sessions.Stray(
              one.client(), granted.text(i + 1), granted.text(i + 2), granted.text(i + 3), data);
      if (!holder.holds(stray.clientId())) {
        endings.add(new Ending(one, sessions.release(stray, Micros.of(now))));
      }
    }
    for (Ending ending : endings) {
      // If this fails it is looked for again.
      released.addAndGet(on.link().await(ending.end()) ? 1 : 0);
      lost.remove(ending.one());
    }
  }
}
