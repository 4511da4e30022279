/** HTTP on the gateway's own event loops: requests are answered by routes, or become WebSockets. */
@NullMarked
package io.heartwire.gateway.transport.http;

import org.jspecify.annotations.NullMarked;
