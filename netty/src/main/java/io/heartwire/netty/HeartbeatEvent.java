package io.heartwire.netty;

import io.heartwire.core.liveness.Disconnect;

/** What {@link HeartbeatHandler} tells the handlers after it, by {@code userEventTriggered}. */
public sealed interface HeartbeatEvent {
  /** The peer is silent and has been asked; no verdict yet. */
  record Suspected(long silenceMs) implements HeartbeatEvent {}

  /** The verdict. The channel is closed right after this event; nothing can be written any more. */
  record Dead(Disconnect disconnect) implements HeartbeatEvent {}

  /** The peer answered our latest ping after this time. */
  record PongReceived(long rttNanos) implements HeartbeatEvent {}
}
