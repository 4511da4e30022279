/** Empties a gateway before it ends: whom to tell, when, and when they may return. Plain Java. */
@NullMarked
package io.heartwire.gateway.drain;

import org.jspecify.annotations.NullMarked;
