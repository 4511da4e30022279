/** TLS before any other protocol: certificates that can be exchanged, and who shows which. */
@NullMarked
package io.heartwire.gateway.transport.tls;

import org.jspecify.annotations.NullMarked;
