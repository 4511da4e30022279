/** Who is alive: the decision, without I/O, clock, thread or logger. */
@NullMarked
package io.heartwire.core.liveness;

import org.jspecify.annotations.NullMarked;
