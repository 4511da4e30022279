/**
 * The Java client of a Heartwire gateway: connects, logs in, heartbeats, reconnects. Start at
 * {@link io.heartwire.client.HeartwireClient}.
 */
@NullMarked
package io.heartwire.client;

import org.jspecify.annotations.NullMarked;
