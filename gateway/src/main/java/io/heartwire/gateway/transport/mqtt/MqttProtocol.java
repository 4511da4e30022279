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
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * MQTT 3.1.1 and 5, on TCP as it is and in WebSockets. A client is the same whichever way it comes.
 * Thread safe.
 */
public final class MqttProtocol implements Protocol {
  private final MqttHouse house;

  /**
   * Speaks it.
   *
   * @param settings of the listener; asked for each connection
   * @param teller tells a will; any thread, and it must not block
   */
  public MqttProtocol(Supplier<MqttSettings> settings, Consumer<Bequest> teller) {
    this.house =
        new MqttHouse(
            settings,
            new KeptSessions(),
            new Wills(teller),
            new SharedValues<>(),
            new MqttCodecs());
  }

  @Override
  public Guest welcome(Channel channel, Lobby lobby) {
    MqttConnection connection = new MqttConnection(channel, lobby, house);
    channel.pipeline().addLast(new MqttFramer(connection)).addLast(connection);
    return connection;
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
      channel.pipeline().addLast(new StreamBridge(connection), framer, connection);
      connection.heartbeat().policy(login);
      return new Speaker(connection, connection.heartbeat(), framer::isOpen);
    }
  }
}
