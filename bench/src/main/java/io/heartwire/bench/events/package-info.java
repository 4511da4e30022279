/** Presence and events under load: {@code ./heartwire bench events}. */
@NullMarked
package io.heartwire.bench.events;

import org.jspecify.annotations.NullMarked;
