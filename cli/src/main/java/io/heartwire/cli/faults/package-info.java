/**
 * The fault matrix: real faults in a real gateway with real clients, and what the doctor makes of
 * each.
 */
@NullMarked
package io.heartwire.cli.faults;

import org.jspecify.annotations.NullMarked;
