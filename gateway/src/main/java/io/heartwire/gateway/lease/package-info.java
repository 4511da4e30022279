/** Clients that hold no connection: what they report by HTTP keeps a session, for a time. */
@NullMarked
package io.heartwire.gateway.lease;

import org.jspecify.annotations.NullMarked;
