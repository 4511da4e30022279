package io.heartwire.gateway.mqtt;

import io.heartwire.wire.Bytes;
import java.time.Duration;

/**
 * What a client wants to be told if it is lost.
 *
 * @param topic on which, of a form that {@link Topics#problemWith} finds no fault with
 * @param body its content
 * @param delay how long the client may be away before it is told; zero for at once
 */
public record Will(String topic, Bytes body, Duration delay) {}
