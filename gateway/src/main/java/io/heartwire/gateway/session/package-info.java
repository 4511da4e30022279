/** Who is attached, since when, under which epoch, and how each one left. Plain Java, no I/O. */
@NullMarked
package io.heartwire.gateway.session;

import org.jspecify.annotations.NullMarked;
