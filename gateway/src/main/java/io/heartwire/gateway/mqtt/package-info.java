/**
 * What MQTT means here, without its bytes: who may subscribe to what, what is in flight, wills, and
 * what is kept of a session. Plain Java.
 */
@NullMarked
package io.heartwire.gateway.mqtt;

import org.jspecify.annotations.NullMarked;
