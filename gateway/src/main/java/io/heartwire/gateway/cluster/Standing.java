package io.heartwire.gateway.cluster;

/**
 * How a gateway stands with the others that share its engine, and what comparing its sessions with
 * theirs has come to, since the start.
 *
 * @param detached it is out of touch with what they share: it keeps its connections, lets nobody
 *     in, and writes nothing until it is in touch again
 * @param begunAnew how often it was counted as dead though it lived
 * @param compared sessions that were compared
 * @param resumed of those: claimed again, in their old epoch
 * @param renewed of those: claimed again, in a new epoch
 * @param superseded of those: closed, because their clients are elsewhere
 * @param notHeld sessions in the name of this gateway that it does not hold, and has released
 */
public record Standing(
    boolean detached,
    long begunAnew,
    long compared,
    long resumed,
    long renewed,
    long superseded,
    long notHeld) {
  /** Of a gateway that shares its engine with nobody. */
  public static final Standing ALONE = new Standing(false, 0, 0, 0, 0, 0, 0);
}
