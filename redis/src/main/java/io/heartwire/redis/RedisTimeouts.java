package io.heartwire.redis;

import io.heartwire.gateway.cluster.ClusterEngineFactory.Keeping;
import io.heartwire.gateway.cluster.Timeout;
import io.heartwire.gateway.cluster.Timeouts;
import io.lettuce.core.Range;
import io.lettuce.core.ScoredValue;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;

/** Timeouts on Redis. Thread safe; {@link #fire} is for the thread of the engine. */
final class RedisTimeouts implements Timeouts {
  private static final int FIRED_AT_A_TIME = 250;
  private static final DateTimeFormatter SHOWN =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  private final Footing on;
  private final InstantSource wallClock;
  private final ClockLeap clock;
  private final Keeping keeping;
  private final Bell bell;
  private final AtomicLong pending = new AtomicLong();
  private final AtomicLong fired = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private final AtomicLong lateMs = new AtomicLong();

  RedisTimeouts(Footing on, InstantSource wallClock, Keeping keeping, Bell bell) {
    this.bell = bell;
    this.on = on;
    this.wallClock = wallClock;
    this.clock = new ClockLeap(wallClock);
    this.keeping = keeping;
    pending.set(on.link().await(on.link().commands().zcard(on.keys().log("due"))));
  }

  @Override
  public CompletionStage<Answer> set(Timeout timeout) {
    Instant wall = wallClock.instant();
    return on.link()
        .run(
            Script.SET,
            on.keys().log(),
            timeout.id(),
            Long.toString(Micros.of(timeout.at())),
            Long.toString(Micros.of(timeout.at()) - Micros.of(wall)),
            SHOWN.format(timeout.at()),
            timeout.payload(),
            Integer.toString(timeout.payload().getBytes(StandardCharsets.UTF_8).length),
            Long.toString(keeping.timeoutsMax()),
            Long.toString(keeping.bytes() / 4),
            Long.toString(clock.expected(wall)))
        .thenApply(
            reply -> {
              clock.look(wall, reply.number(2));
              if (reply.text(0).equals("kept")) {
                pending.set(reply.number(3));
                bell.dueIn(Duration.between(wall, timeout.at()).toMillis());
                return new Answer.Kept(reply.number(1) == 1);
              }
              refused.incrementAndGet();
              return new Answer.Full(full(reply.text(0).equals("count"), reply.number(1)));
            });
  }

  private String full(boolean tooMany, long amount) {
    return tooMany
        ? amount
            + " timeouts are pending, and no more are kept (presence.timeouts-max): cancel some, or"
            + " raise it"
        : "the payloads of all pending timeouts have "
            + amount
            + " bytes, and no more than "
            + keeping.bytes() / 4
            + " are kept, a quarter of presence.keep-bytes: raise that, or send less";
  }

  @Override
  public CompletionStage<Boolean> cancel(String id) {
    return on.link()
        .run(Script.CANCEL, on.keys().log(), id)
        .thenApply(
            reply -> {
              pending.set(reply.number(1));
              return reply.number(0) == 1;
            });
  }

  @Override
  public Optional<Timeout> find(String id) {
    return Optional.ofNullable(
            on.link().await(on.link().commands().hget(on.keys().log("timeouts"), id)))
        .map(value -> timeout(id, value));
  }

  /** Of {@code set bytes at shown payload}. */
  private static Timeout timeout(String id, String value) {
    String[] parts = value.split(" ", 5);
    return new Timeout(id, Micros.instant(parts[2]), parts[4]);
  }

  /** A cursor is {@code due.id}: where in the order of coming out the page before ended. */
  @Override
  public Page page(Optional<String> after, int limit) {
    String due = on.keys().log("due");
    long from = after.map(cursor -> rankBehind(due, cursor)).orElse(0L);
    List<ScoredValue<String>> found =
        on.link().await(on.link().commands().zrangeWithScores(due, from, from + limit));
    List<ScoredValue<String>> shown = found.subList(0, Math.min(limit, found.size()));
    List<Timeout> timeouts = new ArrayList<>();
    shown.forEach(one -> find(one.getValue()).ifPresent(timeouts::add));
    if (found.size() <= limit) {
      return new Page(timeouts, Optional.empty());
    }
    ScoredValue<String> last = shown.get(limit - 1);
    return new Page(timeouts, Optional.of((long) last.getScore() + "." + last.getValue()));
  }

  private long rankBehind(String due, String cursor) {
    if (!cursor.matches("-?\\d{1,18}\\..+")) {
      throw new IllegalArgumentException(
          "after (" + cursor + ") is not the 'next' of this list: begin again without it");
    }
    int dot = cursor.indexOf('.');
    Long rank = on.link().await(on.link().commands().zrank(due, cursor.substring(dot + 1)));
    if (rank != null) {
      return rank + 1;
    }
    // It has come out meanwhile, with all that were due before it.
    long moment = Long.parseLong(cursor.substring(0, dot));
    return on.link()
        .await(
            on.link()
                .commands()
                .zcount(
                    due, Range.from(Range.Boundary.unbounded(), Range.Boundary.excluding(moment))));
  }

  @Override
  public Figures figures() {
    return new Figures(pending.get(), fired.get(), refused.get(), lateMs.get());
  }

  /**
   * What has come out.
   *
   * @param any whether any has
   * @param nextMicros in how many microseconds the next one is due, as far as it is set now
   */
  record Fired(boolean any, OptionalLong nextMicros) {}

  /** Lets those come out that are due. */
  Fired fire() {
    ClockLeap.Leap leap = clock.leap();
    long passed = 0;
    long total = 0;
    while (true) {
      Instant wall = wallClock.instant();
      Reply reply =
          on.link()
              .await(
                  on.link()
                      .run(
                          Script.FIRE,
                          on.keys().log(),
                          Integer.toString(FIRED_AT_A_TIME),
                          Long.toString(leap.micros()),
                          Long.toString(leap.cutoffMicros()),
                          Long.toString(passed)));
      clock.look(wall, reply.number(4));
      pending.set(reply.number(3));
      long now = reply.number(0);
      if (now > 0) {
        fired.addAndGet(now);
        lateMs.set(reply.number(2) / 1_000);
      }
      total += now;
      passed += reply.number(1);
      if (now + reply.number(1) < FIRED_AT_A_TIME) {
        clock.madeUp(leap);
        long next = reply.number(5);
        return new Fired(total > 0, next < 0 ? OptionalLong.empty() : OptionalLong.of(next));
      }
    }
  }
}
