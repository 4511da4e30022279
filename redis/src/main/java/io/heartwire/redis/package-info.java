/** The cluster engine on Redis: many gateways, one truth about who is online. */
@NullMarked
package io.heartwire.redis;

import org.jspecify.annotations.NullMarked;
