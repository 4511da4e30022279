/** Simulated devices: many real clients in one process, some of which fall silent or freeze. */
@NullMarked
package io.heartwire.cli.fleet;

import org.jspecify.annotations.NullMarked;
