@NullMarked
package io.heartwire.bench.events;

import org.jspecify.annotations.NullMarked;
