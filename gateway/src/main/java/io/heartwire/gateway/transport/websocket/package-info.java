/** WebSockets (RFC 6455): the upgrade, their frames, and what is spoken in them. */
@NullMarked
package io.heartwire.gateway.transport.websocket;

import org.jspecify.annotations.NullMarked;
