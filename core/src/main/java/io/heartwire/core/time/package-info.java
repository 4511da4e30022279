/** Time as a parameter: monotonic clocks, scheduling, and time that tests can steer. */
@NullMarked
package io.heartwire.core.time;

import org.jspecify.annotations.NullMarked;
