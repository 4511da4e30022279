/**
 * Several observers of one target: what they saw together, and what follows. Pure, as all of core.
 */
@NullMarked
package io.heartwire.core.observe;

import org.jspecify.annotations.NullMarked;
