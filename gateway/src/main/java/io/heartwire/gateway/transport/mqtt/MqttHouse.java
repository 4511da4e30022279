package io.heartwire.gateway.transport.mqtt;

import io.heartwire.core.liveness.LivenessPolicy;
import io.heartwire.gateway.mqtt.KeptSessions;
import io.heartwire.gateway.mqtt.Wills;
import io.heartwire.gateway.session.SharedValues;
import java.util.function.Supplier;

/**
 * What all MQTT connections share, beside what all connections do. Thread safe.
 *
 * @param settings of the listener, for connections that come from now on
 * @param kept sessions that outlast their connection
 * @param wills of clients that were lost
 * @param policies each once: thousands of clients have the same keep alive
 * @param codecs of the event loops
 */
record MqttHouse(
    Supplier<MqttSettings> settings,
    KeptSessions kept,
    Wills wills,
    SharedValues<LivenessPolicy> policies,
    MqttCodecs codecs) {

  /** The same house, with another door. */
  MqttHouse with(Supplier<MqttSettings> other) {
    return new MqttHouse(other, kept, wills, policies, codecs);
  }
}
