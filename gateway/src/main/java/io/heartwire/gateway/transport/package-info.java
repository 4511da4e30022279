/**
 * The doors: how bytes become logins, heartbeats and messages. The only package that knows Netty.
 */
@NullMarked
package io.heartwire.gateway.transport;

import org.jspecify.annotations.NullMarked;
