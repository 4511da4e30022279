/**
 * Explains why many clients disconnect at once: evidence that is always collected, incidents that
 * open and close by themselves, and a diagnosis with its reasons. Knows no gateway and no network
 * library, so that it works on a saved incident, and in anybody's server.
 */
@NullMarked
package io.heartwire.doctor;

import org.jspecify.annotations.NullMarked;
