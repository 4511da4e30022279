/** The command line. The only place that knows all modules; clocks and randomness start here. */
@NullMarked
package io.heartwire.cli;

import org.jspecify.annotations.NullMarked;
