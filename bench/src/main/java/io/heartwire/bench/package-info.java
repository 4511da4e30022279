/** Benchmarks: each states a question; the answers stand in {@code bench/results}. */
@NullMarked
package io.heartwire.bench;

import org.jspecify.annotations.NullMarked;
