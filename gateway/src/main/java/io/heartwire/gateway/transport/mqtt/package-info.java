/** MQTT 3.1.1 and 5 on the wire. */
@NullMarked
package io.heartwire.gateway.transport.mqtt;

import org.jspecify.annotations.NullMarked;
