/**
 * The demonstration: the gateway and a plain Netty server beside it go through the same trouble.
 */
@NullMarked
package io.heartwire.cli.demo;

import org.jspecify.annotations.NullMarked;
