/** Judges an incident: one rule per hypothesis, findings in order, one sentence. */
@NullMarked
package io.heartwire.doctor.diagnosis;

import org.jspecify.annotations.NullMarked;
