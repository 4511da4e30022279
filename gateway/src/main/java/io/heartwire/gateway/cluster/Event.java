package io.heartwire.gateway.cluster;

import java.time.Instant;
import java.util.Optional;

/**
 * Something that happened, and that is told.
 *
 * @param number counts all events of an engine, upwards; with gaps at most where events were
 *     forgotten
 * @param at when, by the wall clock
 * @param type what
 * @param client which client; empty if it concerns none
 * @param user which user; empty if it concerns none
 * @param epoch the client's epoch; 0 if it has none
 * @param data all else, as a JSON object
 */
public record Event(
    long number,
    Instant at,
    EventType type,
    Optional<String> client,
    Optional<String> user,
    long epoch,
    String data) {}
