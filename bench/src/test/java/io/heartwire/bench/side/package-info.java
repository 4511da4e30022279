@NullMarked
package io.heartwire.bench.side;

import org.jspecify.annotations.NullMarked;
