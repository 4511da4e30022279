/** How late deadlines of grace and timeouts are while a million of them are pending. */
@NullMarked
package io.heartwire.bench.deadlines;

import org.jspecify.annotations.NullMarked;
