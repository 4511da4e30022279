package io.heartwire.redis;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.heartwire.gateway.cluster.ClusterEngineFactory.Keeping;
import io.heartwire.gateway.cluster.EventType;
import io.lettuce.core.Range;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forgets the oldest events, by age and by the memory that they take, and clients that have been
 * offline for as long; a few at a time. NOT thread safe: the thread of the engine owns it.
 */
final class Retention {
  private static final Logger LOG = LoggerFactory.getLogger(Retention.class);
  private static final int AT_A_TIME = 200;
  private static final int ROUNDS = 50;

  private final Footing on;
  private final Readers readers;
  private final Tally tally;
  private final Keeping keeping;
  private final String[] lookedAt = new String[Keys.PARTITIONS];

  Retention(Footing on, Readers readers, Tally tally, Keeping keeping) {
    this.on = on;
    this.readers = readers;
    this.tally = tally;
    this.keeping = keeping;
    Arrays.fill(lookedAt, "");
  }

  long ageMicros() {
    return keeping.age().toNanos() / 1_000;
  }

  /** Forgets some, given what time Redis shows. */
  void step(long nowMicros) {
    long horizon = nowMicros - ageMicros();
    readers.look(nowMicros);
    forgetEvents(horizon);
    // To forget takes time, in which they may have come further.
    readers.look(nowMicros);
    readers.fallen(on.tail().oldest()).forEach(this::tellThatIsBroken);
    for (int i = 0; i < Keys.PARTITIONS; i++) {
      forgetStrangers(i, horizon);
      on.link()
          .await(
              on.link()
                  .commands()
                  .zremrangebyscore(
                      on.keys().of(i) + "seen",
                      Range.from(Range.Boundary.unbounded(), Range.Boundary.including(horizon))));
    }
  }

  private void forgetEvents(long horizon) {
    Long used = on.link().await(on.link().commands().memoryUsage(on.keys().log("events")));
    long bytes = used == null ? 0 : used;
    boolean farTooLarge = bytes > keeping.holdBytes();
    long most = farTooLarge ? keeping.holdBytes() : keeping.bytes();
    long oldest = on.tail().oldest();
    double share = Math.max(0, bytes - most) / (double) Math.max(1, bytes);
    long before = oldest + (long) Math.ceil(share * (on.tail().latest() - oldest + 1));
    long slowest = farTooLarge ? Long.MAX_VALUE : readers.slowest(oldest);
    long held = slowest == Long.MAX_VALUE ? Long.MAX_VALUE : slowest + 1;
    for (int round = 0; round < ROUNDS; round++) {
      Reply reply =
          on.link()
              .await(
                  on.link()
                      .run(
                          Script.FORGET,
                          on.keys().log(),
                          Integer.toString(AT_A_TIME),
                          Long.toString(horizon),
                          Long.toString(before),
                          Long.toString(held)));
      on.tail().forgotten(reply.number(1));
      if (reply.number(0) < AT_A_TIME) {
        return;
      }
    }
  }

  private void tellThatIsBroken(Readers.Fallen sink) {
    String detail =
        sink.reader()
            + " has not taken the events from "
            + (sink.last() + 1)
            + " on, and those before "
            + sink.oldest()
            + " were forgotten: they took more than presence.hold-bytes; repair it, and bring its"
            + " system up to date from /api/v1/clients";
    LOG.error("sink {}", detail);
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    data.put("sink", sink.reader()).put("last", sink.last()).put("oldest", sink.oldest());
    data.put("detail", "sink " + detail);
    on.link()
        .await(
            on.link()
                .run(
                    Script.NOTE,
                    on.keys().log(),
                    EventType.SINK_BROKEN.word(),
                    "",
                    "0",
                    data.toString()));
  }

  /** Looks at some of those who are offline; at all of them in the course of time. */
  private void forgetStrangers(int partition, long horizon) {
    Reply reply =
        on.link()
            .await(
                tally.heed(
                    on.link()
                        .run(
                            Script.STRANGERS,
                            on.keys().of(partition),
                            Long.toString(horizon),
                            lookedAt[partition],
                            Integer.toString(AT_A_TIME)),
                    partition,
                    1));
    lookedAt[partition] = reply.text(0);
    for (int i = 2; i + 1 < reply.size(); i += 2) {
      if (!reply.text(i + 1).isEmpty()) {
        String clients = on.keys().log("user:" + reply.text(i + 1));
        on.link().await(on.link().commands().zrem(clients, reply.text(i)));
      }
    }
  }
}
