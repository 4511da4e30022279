package io.heartwire.redis;

import io.heartwire.core.time.NanoClock;
import io.heartwire.gateway.cluster.Parting;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.StreamMessage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends in the log what a partition of a Redis Cluster has lost: sessions that began just before a
 * replica took over that had not heard of them, and that nobody holds any more. Those who hold one
 * claim it again before. Looks through the last minute of the log, {@value #MOST_READ} events at
 * most. NOT thread safe: the thread of the engine owns it.
 */
final class Mending {
  private static final Logger LOG = LoggerFactory.getLogger(Mending.class);
  private static final int READ_AT_ONCE = 500;
  private static final int MOST_READ = 100_000;
  private static final long LOOKED_BACK_MICROS = 60_000_000;
  private static final long TOO_LATE_NANOS = TimeUnit.MINUTES.toNanos(10);
  private static final Set<String> SESSIONS = Set.of("online", "offline", "moved", "taken-over");

  private final Footing on;
  private final NanoClock clock;
  private final Set<String> seen = new HashSet<>();
  private boolean due;
  private long failedOverNanos;
  private long since;
  private String before = "";
  private int read;
  private long ended;

  Mending(Footing on, NanoClock clock) {
    this.on = on;
    this.clock = clock;
  }

  /** A replica may have taken over. */
  void failedOver() {
    due = true;
    failedOverNanos = clock.nanoTime();
    since = on.link().micros() - LOOKED_BACK_MICROS;
    before = "";
    seen.clear();
    read = 0;
    ended = 0;
  }

  /**
   * Does a part of it, on the node that leads, once all have had the time to claim what is theirs.
   *
   * @return whether there may be something to take into the log
   */
  boolean step() {
    long waited = clock.nanoTime() - failedOverNanos;
    if (!due || waited < TimeUnit.MILLISECONDS.toNanos(on.self().times().strayMs())) {
      return false;
    }
    List<StreamMessage<String, String>> page =
        on.link()
            .await(
                on.link()
                    .commands()
                    .xrevrange(on.keys().log("events"), older(), Limit.from(READ_AT_ONCE)));
    read += page.size();
    end(page);
    boolean old = page.isEmpty() || at(page.get(page.size() - 1)) < since;
    if (old || read >= MOST_READ || waited > TOO_LATE_NANOS) {
      due = false;
      seen.clear();
      tell();
    } else {
      before = page.get(page.size() - 1).getId();
    }
    return true;
  }

  private Range<String> older() {
    return before.isEmpty()
        ? Range.unbounded()
        : Range.from(Range.Boundary.unbounded(), Range.Boundary.excluding(before));
  }

  private static long at(StreamMessage<String, String> event) {
    return new Fields(event.getBody()).number("t");
  }

  private void end(List<StreamMessage<String, String>> page) {
    Instant now = Micros.instant(on.link().micros());
    String data = Parting.notHeld(now, now, "no gateway");
    List<CompletionStage<Reply>> asked = new ArrayList<>();
    for (StreamMessage<String, String> event : page) {
      Fields fields = new Fields(event.getBody());
      String client = fields.text("c");
      String word = fields.text("w");
      if (SESSIONS.contains(word) && seen.add(client) && word.equals("online")) {
        asked.add(on.link().run(Script.LOST, on.keys().of(client), client, fields.text("e"), data));
      }
    }
    asked.forEach(one -> ended += on.link().await(one).number(0));
  }

  private void tell() {
    if (ended > 0) {
      LOG.warn(
          "a replica took over that had not heard of {} sessions, which nobody holds: they are"
              + " announced offline, reason {}",
          ended,
          Parting.NOT_HELD);
    }
  }
}
