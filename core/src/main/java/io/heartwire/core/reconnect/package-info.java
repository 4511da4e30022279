/** When and where to connect again: the decision, without I/O, clock, thread or logger. */
@NullMarked
package io.heartwire.core.reconnect;

import org.jspecify.annotations.NullMarked;
