package io.heartwire.gateway.transport;

import io.heartwire.gateway.dispatch.Dispatcher;
import io.heartwire.gateway.dispatch.Inbound;
import io.heartwire.gateway.dispatch.Message;
import io.heartwire.gateway.dispatch.Origin;
import io.heartwire.gateway.dispatch.Peer;
import io.heartwire.netty.LoopLabel;
import io.heartwire.wire.Frame;
import io.netty.channel.Channel;

/**
 * The messages of one connection and their answers; made with the first message, because most
 * clients are silent.
 *
 * <p>NOT thread safe: the event loop of its connection owns it. {@link #taken} and {@link #refused}
 * may be called from any thread.
 */
final class MessageFlow implements Origin {
  private final Channel channel;
  private final LoopLabel label;
  private final Inbound inbound;

  MessageFlow(Channel channel, LoopLabel label, Dispatcher dispatcher, Peer peer) {
    this.channel = channel;
    this.label = label;
    this.inbound = dispatcher.inbound(peer, this);
  }

  void deliver(Frame.Message message) {
    inbound.deliver(
        new Message(
            message.type(), message.id(), message.body().asByteBuffer(), message.ackWanted()));
  }

  /** The type of the last message; empty if there was none. */
  String lastType() {
    return inbound.lastType();
  }

  @Override
  public void taken(String id) {
    channel.writeAndFlush(new Frame.Ack(id));
  }

  @Override
  public void refused(String id, Refused why) {
    Frame.Refusal.Cause cause =
        switch (why) {
          case BUSY -> Frame.Refusal.Cause.BUSY;
          case FAILED -> Frame.Refusal.Cause.FAILED;
        };
    channel.writeAndFlush(new Frame.Refusal(id, cause));
  }

  @Override
  public void begins(String what) {
    label.begin(what);
  }

  @Override
  public void ended() {
    label.end();
  }
}
