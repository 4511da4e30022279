/** Breaks three gateways on one Redis, by seeds, and holds what they told against the truth. */
@NullMarked
package io.heartwire.cli.faults.cluster;

import org.jspecify.annotations.NullMarked;
