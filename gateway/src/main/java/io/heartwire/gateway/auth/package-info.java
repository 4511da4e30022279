/** Authenticators that ask keys or other systems. Nobody but the wiring depends on it. */
@NullMarked
package io.heartwire.gateway.auth;

import org.jspecify.annotations.NullMarked;
