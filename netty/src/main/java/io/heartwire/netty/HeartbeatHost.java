package io.heartwire.netty;

import io.heartwire.core.liveness.Disconnect;
import io.netty.channel.ChannelHandlerContext;

/** The handler that a {@link Heartbeat} is part of. Called on the channel's event loop only. */
public interface HeartbeatHost {
  /** Its place in the pipeline; pings are written from there. */
  ChannelHandlerContext context();

  /** The heartbeat noticed something; of {@link HeartbeatEvent.Dead} the channel is closed next. */
  void happened(HeartbeatEvent event);

  /**
   * A rule other than silence ends the connection (login deadline, idle timeout, frame deadline).
   *
   * @return true if the host closes the channel itself, and then it may say goodbye first
   */
  boolean lastWord(Disconnect disconnect);
}
