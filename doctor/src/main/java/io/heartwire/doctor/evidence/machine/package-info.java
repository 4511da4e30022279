/** Probes of the machine and of the virtual machine that fit where we run; see {@code Evidence}. */
@NullMarked
package io.heartwire.doctor.evidence.machine;

import org.jspecify.annotations.NullMarked;
