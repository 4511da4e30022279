/** How clients are: what they say of themselves, the rules over it, and what comes of both. */
@NullMarked
package io.heartwire.gateway.health;

import org.jspecify.annotations.NullMarked;
