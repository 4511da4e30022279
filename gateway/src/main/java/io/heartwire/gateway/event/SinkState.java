package io.heartwire.gateway.event;

import java.util.Optional;

/**
 * How far a sink is. What is counted since the start, and the latest problem, are those of this
 * gateway; {@code last}, {@code behind} and the dead letters kept are true wherever it is served, a
 * second ago at the latest.
 *
 * @param name as in the configuration
 * @param type what it is
 * @param servedBy the gateway that tells it; empty while none does, or this one does not know
 * @param last the number of the last event that it has taken
 * @param behind how many it has not taken yet
 * @param delivered events taken since the start, those taken again too
 * @param failures attempts that failed since the start
 * @param missed events that were forgotten before it had taken them, since the start
 * @param broken true while events are forgotten that it has not taken
 * @param deadLetters events that it does not take
 * @param circuit of the host that it is on; empty if it is on none
 * @param problem why the latest attempt failed; empty if it did not
 */
public record SinkState(
    String name,
    String type,
    Optional<String> servedBy,
    long last,
    long behind,
    long delivered,
    long failures,
    long missed,
    boolean broken,
    Dead deadLetters,
    Optional<Circuit> circuit,
    Optional<String> problem) {

  /**
   * Events that a sink does not take.
   *
   * @param kept how many are kept
   * @param givenUp how many it did not take, since the start
   * @param dropped how many of the oldest had to go to make room, since the start
   */
  public record Dead(long kept, long givenUp, long dropped) {}

  /**
   * The circuit breaker of a host, which all sinks there share.
   *
   * @param host with its port
   * @param state {@code closed}, {@code open} (no request until {@code leftMs} are over) or {@code
   *     trial} (a single one)
   * @param leftMs how long no request is made
   * @param failures in a row
   * @param opened how often it has opened since the start
   */
  public record Circuit(String host, String state, long leftMs, int failures, long opened) {}
}
