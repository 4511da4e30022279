/** The gateway's settings: one immutable record tree, checked when it is made, and its loader. */
@NullMarked
package io.heartwire.gateway.config;

import org.jspecify.annotations.NullMarked;
