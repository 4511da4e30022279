/**
 * The SPI behind presence: one place that knows, durably, who is online under which epoch, and what
 * was told about it.
 */
@NullMarked
package io.heartwire.gateway.cluster;

import org.jspecify.annotations.NullMarked;
