package io.heartwire.gateway.cluster;

import java.time.Instant;

/**
 * An event that a reader was not told, because it does not take it.
 *
 * @param reader who
 * @param event what
 * @param at when it was given up, by the wall clock
 * @param why what the reader said
 */
public record DeadLetter(String reader, Event event, Instant at, String why) {}
