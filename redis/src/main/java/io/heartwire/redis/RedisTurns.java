package io.heartwire.redis;

import io.heartwire.core.time.NanoClock;
import io.heartwire.gateway.cluster.DeadLetter;
import io.heartwire.gateway.cluster.DeadLetters;
import io.heartwire.gateway.cluster.Turn;
import io.heartwire.gateway.cluster.TurnLostException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Which readers this node serves. Each node that would serve one asks for its turn every {@value
 * #ASK_MS} ms, and whoever asks first when nobody has it gets it. Thread safe but for {@link #step}
 * and {@link #end}: the thread of the engine calls those.
 *
 * <p>A turn holds for as long as a lease in Redis, and for {@value #FRESH_MS} ms here: whatever is
 * under way when Redis gets out of reach has the difference to end in, before another node begins.
 */
final class RedisTurns {
  static final int TURN_MS = NodeLease.Times.USUAL.leaseMs();
  static final int FRESH_MS = 5_000;
  private static final int ASK_MS = 500;
  private static final long FRESH_NANOS = TimeUnit.MILLISECONDS.toNanos(FRESH_MS);
  private static final long ASK_NANOS = TimeUnit.MILLISECONDS.toNanos(ASK_MS);
  private static final String GIVEN_BACK = "0";

  private final Footing on;
  private final NanoClock clock;
  private final Runnable wake;
  private final Map<String, Seat> seats = new ConcurrentHashMap<>();
  private final Set<String> left = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean soon = new AtomicBoolean();
  private long askedNanos;

  /** {@code wake} lets the thread of the engine come by. */
  RedisTurns(Footing on, NanoClock clock, Runnable wake) {
    this.on = on;
    this.clock = clock;
    this.wake = wake;
    this.askedNanos = clock.nanoTime();
  }

  /** From now on this node would serve {@code reader}. */
  Turn turn(String reader, Runnable changed) {
    Seat seat = new Seat(reader, changed);
    seats.put(reader, seat);
    askSoon();
    return seat;
  }

  private void askSoon() {
    soon.set(true);
    wake.run();
  }

  /** Asks for all turns, if it is time to, and gives back those that are not wanted any more. */
  void step() {
    long now = clock.nanoTime();
    if (!soon.getAndSet(false) && now - askedNanos < ASK_NANOS) {
      return;
    }
    askedNanos = now;
    for (String reader : List.copyOf(left)) {
      on.link().await(ask(reader, GIVEN_BACK));
      left.remove(reader);
    }
    String incarnation = on.self().incarnation();
    // A node that must not write has nothing to tell either.
    String ms = on.self().problem().isEmpty() ? Integer.toString(TURN_MS) : GIVEN_BACK;
    Map<Seat, CompletionStage<Reply>> asked = new HashMap<>();
    seats.values().forEach(seat -> asked.put(seat, ask(seat.reader, ms)));
    asked.forEach((seat, reply) -> seat.heed(on.link().await(reply), incarnation, now));
  }

  private CompletionStage<Reply> ask(String reader, String ms) {
    return on.link()
        .run(Script.TURN, on.keys().log(), reader, on.self().node(), on.self().incarnation(), ms);
  }

  /** Gives all back: others need not wait until they end by themselves. */
  void end() {
    seats.values().forEach(Seat::close);
    soon.set(true);
    step();
  }

  /**
   * What Redis has said.
   *
   * @param term of this node; NONE if it has not got the turn
   * @param incarnation that has got it
   * @param askedNanos from when it holds here
   */
  private record Standing(
      long term, String incarnation, long askedNanos, Optional<Turn.Seen> seen) {}

  /** The place of this node at one reader. */
  private final class Seat implements Turn {
    private final String reader;
    private final Runnable changed;
    private volatile Standing standing = new Standing(NONE, "", 0, Optional.empty());
    private volatile boolean closed;

    Seat(String reader, Runnable changed) {
      this.reader = reader;
      this.changed = changed;
    }

    void heed(Reply reply, String incarnation, long askedNanos) {
      String node = reply.text(1);
      Optional<Seen> seen =
          Optional.of(
              new Seen(
                  node.isEmpty() ? Optional.empty() : Optional.of(node),
                  reply.number(3),
                  reply.number(4)));
      long term = reply.number(0) == 1 ? reply.number(2) : NONE;
      Standing before = replace(new Standing(term, incarnation, askedNanos, seen));
      if (before.term() != term || before.seen().isEmpty()) {
        changed.run();
      }
    }

    @Override
    public long term() {
      Standing now = standing;
      boolean holds =
          !closed
              && now.term() != NONE
              && clock.nanoTime() - now.askedNanos() < FRESH_NANOS
              && now.incarnation().equals(on.self().incarnation())
              && on.self().problem().isEmpty();
      return holds ? now.term() : NONE;
    }

    @Override
    public Optional<Seen> seen() {
      return standing.seen();
    }

    @Override
    public CompletionStage<Long> advance(long term, long number) {
      return move(Script.ADVANCE, term, Long.toString(number)).thenApply(reply -> number);
    }

    @Override
    public CompletionStage<DeadLetters.Buried> bury(long term, DeadLetter letter) {
      return move(
              Script.BURY,
              term,
              Long.toString(letter.event().number()),
              RedisDeadLetters.json(letter),
              Integer.toString(DeadLetters.MOST))
          .thenApply(reply -> new DeadLetters.Buried(reply.number(1), reply.number(2)));
    }

    private CompletionStage<Reply> move(Script script, long term, String... how) {
      String[] values = new String[how.length + 4];
      values[0] = reader;
      values[1] = Long.toString(term);
      values[2] = on.self().node();
      values[3] = on.self().incarnation();
      System.arraycopy(how, 0, values, 4, how.length);
      return on.link()
          .run(script, on.keys().log(), values)
          .thenApply(
              reply -> {
                if (reply.number(0) == 0) {
                  lost(term);
                  throw new TurnLostException(reader, term);
                }
                return reply;
              });
    }

    /* Redis has said so: not to be tried again until it says otherwise. */
    private void lost(long term) {
      synchronized (this) {
        Standing now = standing;
        if (now.term() == term) {
          standing = new Standing(NONE, now.incarnation(), now.askedNanos(), now.seen());
        }
      }
      changed.run();
    }

    private synchronized Standing replace(Standing next) {
      Standing before = standing;
      standing = next;
      return before;
    }

    @Override
    public void close() {
      closed = true;
      if (seats.remove(reader, this)) {
        left.add(reader);
        askSoon();
      }
    }
  }
}
