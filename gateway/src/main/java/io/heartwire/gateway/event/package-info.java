/**
 * What happened, on its way to other systems: as CloudEvents, through sinks with durable cursors.
 */
@NullMarked
package io.heartwire.gateway.event;

import org.jspecify.annotations.NullMarked;
