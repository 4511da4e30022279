package io.heartwire.gateway.transport.mqtt;

import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.gateway.dispatch.Inbound;
import io.heartwire.gateway.dispatch.Message;
import io.heartwire.gateway.dispatch.Origin;
import io.heartwire.gateway.mqtt.ReasonCode;
import io.heartwire.gateway.session.Farewell;
import io.heartwire.gateway.session.Session;
import io.heartwire.gateway.transport.TcpServices;
import io.heartwire.netty.LoopLabel;
import io.netty.channel.Channel;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The messages up of one connection and their answers; made with the first message.
 *
 * <p>NOT thread safe: the event loop of its connection owns it. {@link #taken} and {@link #refused}
 * may be called from any thread.
 */
final class MqttInflow implements Origin {
  /** Messages that a client of MQTT 5 may have sent and not been answered. */
  static final int RECEIVE_MAXIMUM = 256;

  private final MqttConnection connection;
  private final Session session;
  private final boolean isFive;
  private final LoopLabel label;
  private final Inbound inbound;
  private final AtomicInteger unanswered = new AtomicInteger();
  private long number;

  MqttInflow(MqttConnection connection, Session session, boolean isFive) {
    TcpServices services = connection.services();
    this.connection = connection;
    this.session = session;
    this.isFive = isFive;
    this.label = services.monitor().label(connection.channel().eventLoop());
    this.inbound = services.dispatcher().inbound(session, this);
  }

  /**
   * Takes in a message of QoS 0 or 1.
   *
   * @return false if it is one more than the client may have unanswered
   */
  boolean deliver(MqttPublishMessage publish, boolean ackWanted) {
    byte[] body = new byte[publish.payload().readableBytes()];
    publish.payload().readBytes(body);
    String type = publish.variableHeader().topicName();
    if (!ackWanted) {
      inbound.deliver(new Message(type, "", ByteBuffer.wrap(body), false));
      return true;
    }
    if (unanswered.incrementAndGet() > RECEIVE_MAXIMUM && isFive) {
      return false;
    }
    String id = id(publish.variableHeader().packetId());
    inbound.deliver(new Message(type, id, ByteBuffer.wrap(body), true));
    return true;
  }

  /*
   * Packet identifiers are used again and again: an id must be one among all of this client, or the
   * next message would be taken for one that was told already.
   */
  private String id(int packetId) {
    return session.sessionId() + "-" + session.connectionNumber() + "-" + ++number + "-" + packetId;
  }

  private static int packetId(String id) {
    return Integer.parseInt(id.substring(id.lastIndexOf('-') + 1));
  }

  /** The type of the last message; empty if there was none. */
  String lastType() {
    return inbound.lastType();
  }

  @Override
  public void taken(String id) {
    answer(id, ReasonCode.SUCCESS);
  }

  @Override
  public void refused(String id, Refused why) {
    if (isFive) {
      answer(
          id,
          switch (why) {
            case BUSY -> ReasonCode.QUOTA_EXCEEDED;
            case FAILED -> ReasonCode.UNSPECIFIED;
          });
    } else if (why == Refused.FAILED) {
      // MQTT 3.1.1 has no negative answer, and a message without one comes again for ever.
      answer(id, ReasonCode.SUCCESS);
    } else {
      unanswered.decrementAndGet();
      connection.close(
          Disconnect.of(
              DisconnectReason.BUSY,
              "no room for a message of it, which MQTT 3.1.1 can only be told with the end of its"
                  + " connection: the message comes again with the next one"),
          Farewell.NONE);
    }
  }

  private void answer(String id, ReasonCode code) {
    unanswered.decrementAndGet();
    Channel channel = connection.channel();
    channel.writeAndFlush(MqttPackets.puback(packetId(id), code, isFive), channel.voidPromise());
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
