/**
 * What the gateway tells the doctor: its own signals, whom an incident concerns; and what becomes
 * of an incident.
 */
@NullMarked
package io.heartwire.gateway.incident;

import org.jspecify.annotations.NullMarked;
