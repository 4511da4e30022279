/**
 * Messages that must be neither lost nor taken twice: down to a client until it acknowledges them,
 * and up from a client into the events. Plain Java.
 */
@NullMarked
package io.heartwire.gateway.mail;

import org.jspecify.annotations.NullMarked;
