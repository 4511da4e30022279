package io.heartwire.redis;

import io.heartwire.core.time.NanoClock;
import io.heartwire.gateway.cluster.Holder;
import io.heartwire.gateway.cluster.Holder.Held;
import io.heartwire.gateway.cluster.Standing;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Compares the sessions that this gateway holds with what Redis knows: a sixtieth each second, and
 * everything at once when Redis may know less, or otherwise, than this gateway. Those that differ
 * are claimed again, {@value #CLAIMED_AT_A_TIME} at a time and {@value #CLAIMED_A_STEP} a step, so
 * that logins go on in between.
 *
 * <p>NOT thread safe but for {@link #holder} and {@link #standing}: the thread of the engine owns
 * it.
 */
final class RollCall {
  private static final Logger LOG = LoggerFactory.getLogger(RollCall.class);
  private static final int SLICES = 60;
  private static final int COMPARED_AT_A_TIME = 200;
  private static final int CLAIMED_AT_A_TIME = 100;
  private static final int CLAIMED_A_STEP = 1_000;

  private final Footing on;
  private final NanoClock clock;
  private final Tally tally;
  private final Recovery recovery;
  private final Strays strays;
  private final AtomicReference<@Nullable Holder> holder = new AtomicReference<>();
  private final Deque<Held> differing = new ArrayDeque<>();
  private final long sliceNanos;
  private int slice;
  private long comparedNanos;

  /** How many slices the comparison of everything has before it. */
  private int left;

  private String occasion = "";
  private Figures before = Figures.NONE;

  private final AtomicLong begunAnew = new AtomicLong();
  private final AtomicLong compared = new AtomicLong();
  private final AtomicLong resumed = new AtomicLong();
  private final AtomicLong renewed = new AtomicLong();
  private final AtomicLong superseded = new AtomicLong();

  private record Figures(long compared, long claimed, long closed) {
    static final Figures NONE = new Figures(0, 0, 0);
  }

  RollCall(Footing on, NanoClock clock, Tally tally, Recovery recovery, Strays strays) {
    this.on = on;
    this.clock = clock;
    this.tally = tally;
    this.recovery = recovery;
    this.strays = strays;
    this.comparedNanos = clock.nanoTime();
    this.sliceNanos = TimeUnit.MILLISECONDS.toNanos(on.self().times().auditMs()) / SLICES;
  }

  /** Who is asked what this gateway holds; before there is one, nothing is compared. */
  void holder(Holder known) {
    holder.set(known);
  }

  /**
   * This node was counted as dead, or forgotten, though it lived.
   *
   * @param silence how long it could not say so
   */
  void begunAnew(Duration silence) {
    begunAnew.incrementAndGet();
    everything("counted as dead for " + silence.toSeconds() + " s");
  }

  /** Redis was out of reach, and may have lost what it had acknowledged. */
  void inTouchAgain() {
    if (left == 0 && differing.isEmpty()) {
      everything("out of touch with Redis");
    } else {
      left = SLICES;
    }
  }

  private void everything(String why) {
    occasion = why;
    left = SLICES;
    differing.clear();
    before = figures();
  }

  private Figures figures() {
    // Of some this node hears from the log before it has asked.
    long closed = superseded.get() + on.tail().closed();
    return new Figures(compared.get(), resumed.get() + renewed.get(), closed);
  }

  /**
   * Does a part of what is to be done.
   *
   * @return whether more waits, or events were written
   */
  boolean step() {
    Holder known = holder.get();
    if (known == null || !on.self().problem().isEmpty()) {
      return false;
    }
    recovery.step(known);
    boolean claims = !differing.isEmpty();
    if (claims) {
      claimSome();
    } else if (left > 0) {
      left--;
      compareNext(known);
    } else if (clock.nanoTime() - comparedNanos >= sliceNanos) {
      comparedNanos = clock.nanoTime();
      compareNext(known);
    }
    if (left > 0 || !differing.isEmpty()) {
      return true;
    }
    if (!occasion.isEmpty()) {
      tell();
    }
    strays.step(known);
    return claims;
  }

  private void tell() {
    Figures now = figures();
    boolean nothing = now.claimed() == before.claimed() && now.closed() == before.closed();
    LOG.atLevel(nothing ? Level.INFO : Level.WARN)
        .log(
            "{} was {}: {} sessions claimed anew, {} closed because they are elsewhere, of {} that were"
                + " compared",
            on.self().node(),
            occasion,
            now.claimed() - before.claimed(),
            now.closed() - before.closed(),
            now.compared() - before.compared());
    occasion = "";
  }

  private void compareNext(Holder known) {
    List<List<Held>> partitions = new ArrayList<>();
    Keys.partitions().forEach(i -> partitions.add(new ArrayList<>()));
    for (Held held : known.slice(slice, SLICES)) {
      partitions.get(Keys.partition(held.clientId().value())).add(held);
    }
    slice = (slice + 1) % SLICES;
    record Asked(List<Held> some, CompletionStage<Reply> differ) {}
    List<Asked> asked = new ArrayList<>();
    for (int i = 0; i < partitions.size(); i++) {
      List<Held> all = partitions.get(i);
      for (int from = 0; from < all.size(); from += COMPARED_AT_A_TIME) {
        List<Held> some = all.subList(from, Math.min(all.size(), from + COMPARED_AT_A_TIME));
        asked.add(new Asked(some, on.link().run(Script.COMPARE, on.keys().of(i), values(some))));
      }
    }
    for (Asked one : asked) {
      Reply differ = on.link().await(one.differ());
      for (int k = 0; k < differ.size(); k++) {
        differing.add(one.some().get((int) differ.number(k)));
      }
      compared.addAndGet(one.some().size());
    }
  }

  private String[] values(List<Held> some) {
    List<String> values = new ArrayList<>(List.of(on.self().node(), on.self().incarnation()));
    for (Held held : some) {
      values.add(held.clientId().value());
      values.add(held.sessionId());
      values.add(Long.toString(held.epoch()));
      values.add(Integer.toString(held.connection()));
    }
    return values.toArray(String[]::new);
  }

  private void claimSome() {
    for (int claimed = 0; claimed < CLAIMED_A_STEP && !differing.isEmpty(); ) {
      List<Held> batch = new ArrayList<>();
      while (batch.size() < CLAIMED_AT_A_TIME && !differing.isEmpty()) {
        Held next = differing.remove();
        if (!next.hasEnded()) {
          batch.add(next);
        }
      }
      claim(batch);
      claimed += CLAIMED_AT_A_TIME;
    }
  }

  private void claim(List<Held> batch) {
    List<CompletionStage<Reply>> asked = new ArrayList<>();
    for (Held held : batch) {
      String base = on.keys().of(held.clientId().value());
      asked.add(on.link().run(Script.RECLAIM, base, Arrival.again(held, on.self())));
    }
    for (int i = 0; i < batch.size(); i++) {
      obey(batch.get(i), on.link().await(asked.get(i)));
    }
  }

  private void obey(Held held, Reply reply) {
    tally.said(Keys.partition(held.clientId().value()), reply, 2);
    switch (reply.text(0)) {
      case "superseded" -> {
        held.superseded();
        superseded.incrementAndGet();
      }
      // Counted as dead once more: everything is compared again when it has begun anew.
      case "fenced" -> differing.clear();
      case "resumed" -> {
        held.goesOn(reply.number(1));
        resumed.incrementAndGet();
      }
      case "renewed" -> {
        held.goesOn(reply.number(1));
        renewed.incrementAndGet();
      }
      default -> held.goesOn(reply.number(1));
    }
  }

  /** From any thread. */
  Standing standing() {
    return new Standing(
        !on.self().problem().isEmpty(),
        begunAnew.get(),
        compared.get(),
        resumed.get(),
        renewed.get(),
        superseded.get(),
        recovery.released() + strays.released());
  }
}
