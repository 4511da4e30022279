/**
 * Liveness for any Netty application: heartbeats, idle states, reconnection, loop lag and what the
 * kernel knows of a socket. Needs Netty 4.2.
 */
@NullMarked
package io.heartwire.netty;

import org.jspecify.annotations.NullMarked;
