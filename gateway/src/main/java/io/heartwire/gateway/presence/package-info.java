/** What presence is to this gateway: grace, tokens to resume, and the claims made of a login. */
@NullMarked
package io.heartwire.gateway.presence;

import org.jspecify.annotations.NullMarked;
