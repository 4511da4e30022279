package io.heartwire.gateway.transport.mqtt;

import io.heartwire.gateway.dispatch.Message;
import io.heartwire.gateway.mail.Courier;
import io.heartwire.gateway.mqtt.ConnectRequest;
import io.heartwire.gateway.mqtt.Subscriptions;
import io.heartwire.gateway.mqtt.Topics;
import io.heartwire.gateway.mqtt.Window;
import io.heartwire.gateway.session.Session;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.mqtt.MqttProperties;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** The messages down of one connection, and what others may know of it. Thread safe. */
final class MqttOutflow {
  /** Beside topic and body: header, packet identifier, and the property with the id. */
  private static final int OVERHEAD_BYTES = 24;

  private static final String ID = "id";

  private final Channel channel;
  private final Session session;
  private final Courier courier;
  private final boolean isFive;
  private final long maxPacketBytes;
  private final int receiveMaximum;
  private volatile Subscriptions subscriptions = Subscriptions.NONE;
  private volatile Duration sessionLasts;
  private volatile @Nullable MqttInflow inflow;
  private @Nullable Window window;

  MqttOutflow(MqttConnection connection, Session session, ConnectRequest request) {
    this.channel = connection.channel();
    this.session = session;
    this.courier = connection.services().courier();
    this.isFive = request.isFive();
    this.maxPacketBytes = request.maxPacketBytes();
    this.receiveMaximum = request.receiveMaximum();
    this.sessionLasts = request.expiry();
  }

  Subscriptions subscriptions() {
    return subscriptions;
  }

  void subscribed(Subscriptions next) {
    subscriptions = next;
  }

  /** The largest packet that the client takes. */
  long maxPacketBytes() {
    return maxPacketBytes;
  }

  /** How long the client may be away, by its own word. */
  Duration sessionLasts() {
    return sessionLasts;
  }

  void sessionLasts(Duration next) {
    sessionLasts = next;
  }

  /** Messages up begin to come. */
  void up(MqttInflow flow) {
    inflow = flow;
  }

  /** The type of the last message up; empty if there was none. */
  String lastTypeUp() {
    MqttInflow flow = inflow;
    return flow == null ? "" : flow.lastType();
  }

  /**
   * Sends {@code message}, if the client has subscribed to it.
   *
   * @return false if it is to be sent again later; one that waits for an acknowledgement and finds
   *     no subscription waits for that
   */
  boolean send(Message message) {
    String topic = Topics.ofMessage(message.type());
    OptionalInt qos = subscriptions.qosOf(topic);
    if (qos.isEmpty() || isTooLarge(topic, message)) {
      return message.ackWanted();
    }
    if (!message.ackWanted()) {
      write(topic, 0, message);
      return true;
    }
    if (qos.getAsInt() == 0) {
      // Nobody will acknowledge it: it is delivered once the kernel has it.
      String id = message.id();
      write(topic, 0, message)
          .addListener(
              written -> {
                if (written.isSuccess()) {
                  courier.acknowledged(session, id);
                }
              });
      return true;
    }
    Window.Place place = window().take(message.id());
    if (place instanceof Window.Taken taken) {
      write(topic, taken.packetId(), message);
    }
    return !(place instanceof Window.Full);
  }

  /* The standard: what is too large for a client is not sent, and it is done with. */
  private boolean isTooLarge(String topic, Message message) {
    int bytes =
        OVERHEAD_BYTES
            + topic.getBytes(StandardCharsets.UTF_8).length
            + message.id().length()
            + message.body().remaining();
    return bytes > maxPacketBytes;
  }

  private ChannelFuture write(String topic, int packetId, Message message) {
    MqttProperties properties = MqttProperties.NO_PROPERTIES;
    if (isFive && !message.id().isEmpty()) {
      properties = new MqttProperties();
      properties.add(new MqttProperties.UserProperty(ID, message.id()));
    }
    return channel.writeAndFlush(
        MqttPackets.publish(topic, packetId, properties, Unpooled.wrappedBuffer(message.body())));
  }

  /* Made with the first message: most clients have none. */
  private synchronized Window window() {
    Window known = window;
    if (known == null) {
      known = new Window(receiveMaximum);
      window = known;
    }
    return known;
  }

  /** The client has acknowledged {@code packetId}; one that nobody sent is ignored. */
  void acknowledged(int packetId) {
    Window mine = window();
    mine.acknowledged(packetId).ifPresent(id -> courier.acknowledged(session, id));
    if (mine.takeRefused()) {
      courier.attached(session);
    }
  }
}
