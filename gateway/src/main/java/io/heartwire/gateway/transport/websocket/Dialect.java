package io.heartwire.gateway.transport.websocket;

import io.heartwire.core.liveness.LivenessPolicy;
import io.heartwire.gateway.transport.Guest;
import io.heartwire.gateway.transport.Lobby;
import io.heartwire.netty.Heartbeat;
import io.netty.channel.Channel;
import java.util.function.BooleanSupplier;

/** What is spoken in a WebSocket under one subprotocol. Thread safe. */
public interface Dialect {
  /** Its name in {@code Sec-WebSocket-Protocol}. */
  String subprotocol();

  /** How large a message may be where a frame may have {@code maxFrameBytes}. */
  default int maxMessageBytes(int maxFrameBytes) {
    return maxFrameBytes;
  }

  /**
   * Adds the handlers that speak it to the end of the pipeline of {@code channel}, the first of
   * them a {@link WebSocketBridge}; the codec of the frames is put before them. On its event loop.
   *
   * @param login what the newcomer is held to until it has logged in
   */
  Speaker begin(Channel channel, Lobby lobby, LivenessPolicy login);

  /**
   * Who speaks.
   *
   * @param guest one of the lobby's strangers
   * @param heartbeat told of every byte before anything else is done with it
   * @param midFrame whether a frame of the dialect has begun, and has not come whole
   */
  record Speaker(Guest guest, Heartbeat heartbeat, BooleanSupplier midFrame) {}
}
