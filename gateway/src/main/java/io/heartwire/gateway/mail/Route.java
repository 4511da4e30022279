package io.heartwire.gateway.mail;

import io.heartwire.core.time.Scheduler;
import io.heartwire.gateway.cluster.Inbox;
import io.heartwire.gateway.cluster.Parcel;
import io.heartwire.gateway.dispatch.Message;
import io.heartwire.gateway.session.Session;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The way of messages to one client over one connection: the oldest first, each at least once, and
 * again if it is not acknowledged for long. Thread safe; never blocks.
 */
final class Route {
  private static final int PAGE = 25;
  private static final long ROOM_NANOS = Duration.ofMillis(250).toNanos();

  /** After this an acknowledgement is missed: the client may have had no room. */
  static final long AGAIN_NANOS = Duration.ofSeconds(30).toNanos();

  private final Session session;
  private final Inbox inbox;
  private final Scheduler scheduler;

  /** When those were sent that are not acknowledged. */
  private final Map<String, Long> sent = new LinkedHashMap<>();

  /** Gateways that have kept something for the client, and may wait for its acknowledgement. */
  private final Set<String> askers = new HashSet<>();

  private long last;
  private boolean reading;
  private boolean more;
  private boolean watched;

  Route(Session session, Inbox inbox, Scheduler scheduler) {
    this.session = session;
    this.inbox = inbox;
    this.scheduler = scheduler;
  }

  Session session() {
    return session;
  }

  /** Sends {@code next}, after those that have waited for longer. */
  synchronized void send(Inbox.Waiting next, long previous) {
    if (next.number() <= last) {
      return;
    }
    if (reading || previous > last || !sends(next)) {
      readOn();
    }
  }

  /** Sends what waits and was not sent on this connection. */
  synchronized void readOn() {
    if (reading) {
      more = true;
      return;
    }
    reading = true;
    more = false;
    inbox.waiting(session.clientId(), last, PAGE).whenComplete(this::read);
  }

  /** Hands all that waits to the connection, which knows what it has sent already. */
  synchronized void again() {
    last = 0;
    readOn();
  }

  private synchronized void read(
      @Nullable List<Inbox.Waiting> waiting, @Nullable Throwable failure) {
    reading = false;
    if (waiting == null || session.end().isPresent()) {
      return;
    }
    for (Inbox.Waiting next : waiting) {
      if (!sends(next)) {
        // Its buffer is full, or its connection ends: a later look tells which.
        scheduler.schedule(this::readOn, ROOM_NANOS);
        return;
      }
    }
    if (more || waiting.size() == PAGE) {
      readOn();
    }
  }

  private boolean sends(Inbox.Waiting next) {
    Parcel parcel = next.parcel();
    sent.put(parcel.id(), scheduler.nanoTime());
    if (!session.send(
        new Message(parcel.type(), parcel.id(), parcel.body().asByteBuffer(), true))) {
      sent.remove(parcel.id());
      return false;
    }
    last = next.number();
    watch();
    return true;
  }

  /** Gateway {@code node} has kept something. */
  synchronized void askedBy(String node) {
    askers.add(node);
    readOn();
  }

  /** Those who asked since all was acknowledged last. */
  synchronized List<String> askers() {
    List<String> all = List.copyOf(askers);
    if (sent.isEmpty()) {
      askers.clear();
    }
    return all;
  }

  /** How many were sent and are not acknowledged. */
  synchronized int underWay() {
    return sent.size();
  }

  /** The client has acknowledged {@code id}; false if it was not sent here, or is already. */
  synchronized boolean acknowledged(String id) {
    return sent.remove(id) != null;
  }

  private void watch() {
    if (!watched) {
      watched = true;
      scheduler.schedule(this::look, AGAIN_NANOS);
    }
  }

  private synchronized void look() {
    watched = false;
    if (sent.isEmpty() || session.end().isPresent()) {
      return;
    }
    long oldest = sent.values().iterator().next();
    if (scheduler.nanoTime() - oldest >= AGAIN_NANOS) {
      sent.clear();
      again();
    } else {
      watch();
    }
  }
}
