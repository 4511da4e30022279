/** Targets: what is asked whether it is there, instead of saying so by itself. */
@NullMarked
package io.heartwire.gateway.targets;

import org.jspecify.annotations.NullMarked;
