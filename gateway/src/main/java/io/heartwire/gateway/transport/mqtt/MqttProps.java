package io.heartwire.gateway.transport.mqtt;

import io.netty.handler.codec.mqtt.MqttProperties;
import java.util.List;
import java.util.Optional;

/** The properties of a packet of MQTT 5, as they are asked for here; none of 3.1.1. */
record MqttProps(MqttProperties all) {
  private static final long UNSIGNED = 0xFFFF_FFFFL;

  /** A number, or {@code absent} if it was not sent. */
  long number(int id, long absent) {
    return all.getProperty(id) instanceof MqttProperties.IntegerProperty property
        ? property.value() & UNSIGNED
        : absent;
  }

  boolean has(int id) {
    return all.getProperty(id) != null;
  }

  Optional<String> text(int id) {
    return all.getProperty(id) instanceof MqttProperties.StringProperty property
        ? Optional.of(property.value())
        : Optional.empty();
  }

  /** The values of all user properties of this name, in order. */
  List<String> pairs(String name) {
    return all.getProperty(MqttProperties.USER_PROPERTY)
            instanceof MqttProperties.UserProperties pairs
        ? pairs.value().stream().filter(it -> it.key.equals(name)).map(it -> it.value).toList()
        : List.of();
  }
}
