/** Event sinks whose clients are heavy: Kafka and Redis Streams. Found by {@code ServiceLoader}. */
@NullMarked
package io.heartwire.sinks;

import org.jspecify.annotations.NullMarked;
