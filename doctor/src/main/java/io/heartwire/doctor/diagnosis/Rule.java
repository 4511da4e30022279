package io.heartwire.doctor.diagnosis;

import java.util.Optional;

/** One hypothesis: what speaks for it, if anything does. Pure. */
@FunctionalInterface
interface Rule {
  Optional<Finding> judge(Symptoms symptoms);
}
