/** Tests of the simulated devices. */
@NullMarked
package io.heartwire.cli.fleet;

import org.jspecify.annotations.NullMarked;
