package io.heartwire.gateway.mqtt;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The messages down to one client that it has not acknowledged, on one connection: at most as many
 * as it said, each under a packet identifier. Thread safe. Of those that it has acknowledged the
 * last {@value #REMEMBERED} are known, too, so that none is sent again that was on its way back.
 */
public final class Window {
  /** No more at a time, whatever the client says. */
  public static final int MOST = 1_000;

  private static final int MAX_PACKET_ID = 65_535;
  private static final int REMEMBERED = 32;

  private final int most;
  private final Map<Integer, String> sent = new HashMap<>();
  private final Map<String, Integer> packetIds = new HashMap<>();
  private final Set<String> done = new LinkedHashSet<>();
  private int last;
  private boolean refused;

  /** What became of a message that is to be sent. */
  public sealed interface Place permits Taken, Known, Full {}

  /** It is to be sent under {@code packetId}, 1 to 65,535. */
  public record Taken(int packetId) implements Place {}

  /** It has been sent on this connection, and is not to be sent again. */
  public record Known() implements Place {}

  /** Not now. */
  public record Full() implements Place {}

  /** Takes {@code receiveMaximum} messages at a time, at most {@value #MOST}. */
  public Window(int receiveMaximum) {
    if (receiveMaximum < 1) {
      throw new IllegalArgumentException(
          "receive maximum (" + receiveMaximum + ") must be at least 1: raise it");
    }
    this.most = Math.min(MOST, receiveMaximum);
  }

  /** A place for the message {@code id}. */
  public synchronized Place take(String id) {
    if (packetIds.containsKey(id) || done.contains(id)) {
      return new Known();
    }
    if (sent.size() >= most) {
      refused = true;
      return new Full();
    }
    do {
      last = last % MAX_PACKET_ID + 1;
    } while (sent.containsKey(last));
    sent.put(last, id);
    packetIds.put(id, last);
    return new Taken(last);
  }

  /** The client has acknowledged {@code packetId}: which message that is; empty if none. */
  public synchronized Optional<String> acknowledged(int packetId) {
    @Nullable String id = sent.remove(packetId);
    if (id != null) {
      packetIds.remove(id);
      if (done.size() == REMEMBERED) {
        done.remove(done.iterator().next());
      }
      done.add(id);
    }
    return Optional.ofNullable(id);
  }

  /** Whether a message was refused for want of room since this was asked last. */
  public synchronized boolean takeRefused() {
    boolean was = refused;
    refused = false;
    return was;
  }
}
