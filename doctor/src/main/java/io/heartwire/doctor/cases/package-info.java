/** Notices that far more clients leave or fall silent than usual, and keeps what is known of it. */
@NullMarked
package io.heartwire.doctor.cases;

import org.jspecify.annotations.NullMarked;
