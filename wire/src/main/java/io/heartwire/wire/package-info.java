/**
 * The TCP protocol: frames, their codec, their heartbeats, and the close codes of all doors.
 *
 * <p>Frames are protobuf ({@code heartwire.proto}) behind a varint length, read and written by
 * hand: there is no protobuf runtime here. Start reading at {@link io.heartwire.wire.Frame}.
 */
@NullMarked
package io.heartwire.wire;

import org.jspecify.annotations.NullMarked;
