/** The server as an embeddable library: {@code Gateway} wires transports, sessions and dispatch. */
@NullMarked
package io.heartwire.gateway;

import org.jspecify.annotations.NullMarked;
