package io.heartwire.netty;

/**
 * What the detector of one event loop did so far: a snapshot, taken after each of its sweeps.
 *
 * @param loop the name of the loop's thread
 * @param connections connections watched now, also while the loop is held and does not sweep
 * @param suspects connections that have been asked and have not answered
 * @param pings pings received
 * @param pongs pongs received
 * @param unwritable pings and pongs not sent because the peer does not read
 * @param lateReads connections whose bytes lay unread when we would have called them silent
 * @param verdicts connections ended by the detector
 * @param heldBack verdicts that were due and not made, because the policy holds them
 * @param stalls how often the loop was away
 * @param stalledMs for how long, in all
 * @param errors exceptions thrown while acting on a decision
 * @param sweepNanos what the latest sweep took, without what its decisions took
 * @param sweptAtNanos when it ran, on the loop's ticker
 */
public record LoopStats(
    String loop,
    int connections,
    int suspects,
    long pings,
    long pongs,
    long unwritable,
    long lateReads,
    long verdicts,
    long heldBack,
    long stalls,
    long stalledMs,
    long errors,
    long sweepNanos,
    long sweptAtNanos) {
  LoopStats withConnections(int now) {
    return new LoopStats(
        loop,
        now,
        suspects,
        pings,
        pongs,
        unwritable,
        lateReads,
        verdicts,
        heldBack,
        stalls,
        stalledMs,
        errors,
        sweepNanos,
        sweptAtNanos);
  }
}
