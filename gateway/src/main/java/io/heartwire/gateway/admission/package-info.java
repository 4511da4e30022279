/** Who may log in when all come at once: decides, in virtual time; transports act. */
@NullMarked
package io.heartwire.gateway.admission;

import org.jspecify.annotations.NullMarked;
