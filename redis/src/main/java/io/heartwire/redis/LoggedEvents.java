package io.heartwire.redis;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.gateway.cluster.Event;
import io.heartwire.gateway.cluster.EventType;
import io.heartwire.gateway.cluster.ForgottenException;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.StreamMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the log. Thread safe; waits for Redis. */
final class LoggedEvents {
  private static final Logger LOG = LoggerFactory.getLogger(LoggedEvents.class);
  private static final long CATCH_UP_MS = 1_000;

  private final RedisLink link;
  private final Keys keys;
  private final Bell bell;

  /** {@code bell} has the end of the log looked at soon. */
  LoggedEvents(RedisLink link, Keys keys, Bell bell) {
    this.link = link;
    this.keys = keys;
    this.bell = bell;
  }

  /** Up to {@code limit} events, those among them that were durable when this was called. */
  List<Event> upToNow(long number, int limit) {
    List<Event> page = after(number, limit);
    if (page.size() == limit) {
      return page;
    }
    catchUp();
    return after(number, limit);
  }

  /**
   * Whoever comes to the end of the log waits for one round of the loop, so that what was durable
   * when it asked is there. On a node that does not lead, it is there as soon as the leader has
   * taken it.
   */
  private void catchUp() {
    try {
      bell.look().copy().orTimeout(CATCH_UP_MS, TimeUnit.MILLISECONDS).join();
    } catch (CompletionException e) {
      LOG.debug("the log is not looked at", e);
    }
  }

  private List<Event> after(long number, int limit) {
    String log = keys.log("events");
    RedisFuture<List<StreamMessage<String, String>>> first =
        link.commands().xrange(log, Range.unbounded(), Limit.from(1));
    RedisFuture<List<StreamMessage<String, String>>> page =
        link.commands()
            .xrange(
                log,
                Range.from(
                    Range.Boundary.including((number + 1) + "-0"), Range.Boundary.unbounded()),
                Limit.from(limit));
    List<StreamMessage<String, String>> oldest = link.await(first);
    if (number > 0 && !oldest.isEmpty() && number(oldest.get(0)) > number + 1) {
      throw new ForgottenException(number, number(oldest.get(0)));
    }
    return link.await(page).stream().map(LoggedEvents::event).toList();
  }

  /** The latest events of {@code client}, the latest first. */
  List<Event> history(ClientId client, int limit) {
    List<String> numbers =
        link.await(link.commands().lrange(keys.log("history:" + client.value()), 0, limit - 1L));
    List<RedisFuture<List<StreamMessage<String, String>>>> found = new ArrayList<>();
    for (String number : numbers) {
      String id = number + "-0";
      found.add(link.commands().xrange(keys.log("events"), Range.create(id, id)));
    }
    return found.stream()
        .flatMap(page -> link.await(page).stream())
        .map(LoggedEvents::event)
        .toList();
  }

  static long number(StreamMessage<String, String> entry) {
    return Long.parseLong(entry.getId().substring(0, entry.getId().indexOf('-')));
  }

  private static Event event(StreamMessage<String, String> entry) {
    Fields fields = new Fields(entry.getBody());
    String word = fields.text("w");
    return new Event(
        number(entry),
        Micros.instant(fields.text("t")),
        EventType.of(word)
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "an event of unknown type "
                            + word
                            + ": a gateway of a newer version writes into this Redis, update this"
                            + " one")),
        fields.findText("c"),
        fields.findText("u"),
        fields.number("e"),
        fields.text("d"));
  }
}
