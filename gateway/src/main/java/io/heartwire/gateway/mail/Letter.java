package io.heartwire.gateway.mail;

import io.heartwire.wire.Bytes;
import java.time.Duration;

/**
 * What is to be sent to a client, or to each of many.
 *
 * @param id names it; sent again under the same id it is the same message
 * @param type what kind of message it is, in the application's words
 * @param body its content
 * @param deadline how long its sender waits for the acknowledgement
 * @param keepFor how long it is kept if there is none
 */
public record Letter(String id, String type, Bytes body, Duration deadline, Duration keepFor) {}
