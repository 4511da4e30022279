package io.heartwire.gateway.event;

import java.util.Optional;

/**
 * How far a sink is.
 *
 * @param name as in the configuration
 * @param type what it is
 * @param last the number of the last event that it has taken
 * @param behind how many it has not taken yet
 * @param delivered events taken since the start, those taken again too
 * @param failures attempts that failed since the start
 * @param missed events that were forgotten before it had taken them, since the start
 * @param problem why the latest attempt failed; empty if it did not
 */
public record SinkState(
    String name,
    String type,
    long last,
    long behind,
    long delivered,
    long failures,
    long missed,
    Optional<String> problem) {}
