/** What was measured: signals once a second, and happenings as they come, kept for ten minutes. */
@NullMarked
package io.heartwire.doctor.evidence;

import org.jspecify.annotations.NullMarked;
