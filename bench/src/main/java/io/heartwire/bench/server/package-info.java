/** Servers that stand beside the gateway in a comparison. */
@NullMarked
package io.heartwire.bench.server;

import org.jspecify.annotations.NullMarked;
