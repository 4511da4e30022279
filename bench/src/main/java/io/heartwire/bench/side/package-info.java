/** {@code ./heartwire bench}: servers side by side in one run, measured by the same generator. */
@NullMarked
package io.heartwire.bench.side;

import org.jspecify.annotations.NullMarked;
