package io.heartwire.gateway.transport.mqtt;

import io.heartwire.gateway.mqtt.Bequest;
import io.heartwire.gateway.mqtt.KeptSessions;
import io.heartwire.gateway.mqtt.Wills;
import io.heartwire.gateway.session.SharedValues;
import io.heartwire.gateway.transport.Guest;
import io.heartwire.gateway.transport.Lobby;
import io.heartwire.gateway.transport.Protocol;
import io.netty.channel.Channel;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** MQTT 3.1.1 and 5, on TCP as it is. Thread safe. */
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
}
