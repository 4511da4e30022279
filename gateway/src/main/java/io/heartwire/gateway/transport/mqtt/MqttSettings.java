package io.heartwire.gateway.transport.mqtt;

import java.time.Duration;

/**
 * What is particular to the MQTT listener.
 *
 * @param check false: no verdict is made of silence
 * @param trustAcks false where a proxy terminates TCP in front
 * @param idleTimeout after which a client without a keep alive is closed if no packet comes
 * @param strict neither a stall of ours nor a mass event puts a verdict off
 */
public record MqttSettings(
    boolean check, boolean trustAcks, Duration idleTimeout, boolean strict) {}
