package io.heartwire.gateway.transport.mqtt;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.gateway.mqtt.ConnectRequest;
import io.netty.handler.codec.mqtt.MqttProperties;
import java.time.Duration;

/**
 * On what terms a client of MQTT 5 is let in.
 *
 * @param request what it asked for
 * @param keepAlive what it is held to
 * @param grace how long its session can last without it
 */
record MqttTerms(ConnectRequest request, Duration keepAlive, Duration grace) {
  /** A CONNACK with all of them, and with a name that we give, is not larger. */
  static final int MOST_BYTES = 64;

  /** The properties of its CONNACK. */
  MqttProperties properties(ClientId clientId, int maxPacketBytes) {
    MqttProperties terms = new MqttProperties();
    number(terms, MqttProperties.RECEIVE_MAXIMUM, MqttInflow.RECEIVE_MAXIMUM);
    number(terms, MqttProperties.MAXIMUM_QOS, 1);
    number(terms, MqttProperties.RETAIN_AVAILABLE, 0);
    number(terms, MqttProperties.MAXIMUM_PACKET_SIZE, maxPacketBytes);
    number(terms, MqttProperties.TOPIC_ALIAS_MAXIMUM, 0);
    number(terms, MqttProperties.SUBSCRIPTION_IDENTIFIER_AVAILABLE, 0);
    number(terms, MqttProperties.SHARED_SUBSCRIPTION_AVAILABLE, 0);
    if (request.assigned()) {
      terms.add(
          new MqttProperties.StringProperty(
              MqttProperties.ASSIGNED_CLIENT_IDENTIFIER, clientId.value()));
    }
    if (!keepAlive.equals(request.keepAlive())) {
      number(terms, MqttProperties.SERVER_KEEP_ALIVE, (int) keepAlive.toSeconds());
    }
    Duration granted = request.granted(grace);
    if (!granted.equals(request.expiry())) {
      number(terms, MqttProperties.SESSION_EXPIRY_INTERVAL, (int) granted.toSeconds());
    }
    return terms;
  }

  private static void number(MqttProperties to, int id, int value) {
    to.add(new MqttProperties.IntegerProperty(id, value));
  }
}
