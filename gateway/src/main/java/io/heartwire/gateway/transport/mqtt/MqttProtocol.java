package io.heartwire.gateway.transport.mqtt;

import io.heartwire.core.liveness.LivenessPolicy;
import io.heartwire.gateway.mqtt.Bequest;
import io.heartwire.gateway.mqtt.KeptSessions;
import io.heartwire.gateway.mqtt.Wills;
import io.heartwire.gateway.session.SharedValues;
import io.heartwire.gateway.transport.Guest;
import io.heartwire.gateway.transport.Lobby;
import io.heartwire.gateway.transport.Protocol;
import io.heartwire.gateway.transport.websocket.Dialect;
import io.heartwire.gateway.transport.websocket.StreamBridge;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * MQTT 3.1.1 and 5, on TCP as it is and in WebSockets. A client is the same whichever way it comes.
 * Thread safe.
 */
public final class MqttProtocol implements Protocol {
  /** The frame is cut before the codec sees it, and held to its limit there. */
  private static final int NO_LIMIT = Integer.MAX_VALUE;

  private final MqttHouse house;

  /**
   * Speaks it.
   *
   * @param settings of the listener; asked for each connection
   * @param teller tells a will; any thread, and it must not block
   */
  public MqttProtocol(Supplier<MqttSettings> settings, Consumer<Bequest> teller) {
    this.house =
        new MqttHouse(settings, new KeptSessions(), new Wills(teller), new SharedValues<>());
  }

  @Override
  public Guest welcome(Channel channel, Lobby lobby) {
    MqttConnection connection = new MqttConnection(channel, lobby, house);
    speak(channel.pipeline(), new MqttFramer(connection), connection);
    return connection;
  }

  private static void speak(ChannelPipeline pipeline, MqttFramer framer, MqttConnection to) {
    pipeline
        .addLast(framer)
        .addLast(new MqttDecoder(NO_LIMIT))
        .addLast(MqttEncoder.INSTANCE)
        .addLast(to);
  }

  /**
   * The same in a WebSocket, as section 6 of MQTT 5 has it.
   *
   * @param settings of the listener; asked for each connection
   */
  public Dialect overWebSocket(Supplier<MqttSettings> settings) {
    return new InWebSocket(house.with(settings));
  }

  private record InWebSocket(MqttHouse house) implements Dialect {
    @Override
    public String subprotocol() {
      return "mqtt";
    }

    @Override
    public Speaker begin(Channel channel, Lobby lobby, LivenessPolicy login) {
      MqttConnection connection = new MqttConnection(channel, lobby, house);
      MqttFramer framer = new MqttFramer(connection);
      channel.pipeline().addLast(new StreamBridge(connection));
      speak(channel.pipeline(), framer, connection);
      connection.heartbeat().policy(login);
      return new Speaker(connection, connection.heartbeat(), framer::isOpen);
    }
  }
}
