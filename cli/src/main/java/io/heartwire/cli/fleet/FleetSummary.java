package io.heartwire.cli.fleet;

import java.util.Map;

/**
 * What happened to a fleet.
 *
 * @param clients how many devices there were
 * @param online how many were logged in at the end
 * @param logins how many logins succeeded
 * @param lost how many connections were lost after login, by reason
 * @param writes how often bytes went out
 * @param reads how often bytes came in
 * @param selfStalls how often an event loop of the fleet itself was away for more than 0.5 s
 * @param logLinesDropped lines missing in the log
 */
public record FleetSummary(
    int clients,
    long online,
    long logins,
    Map<String, Long> lost,
    long writes,
    long reads,
    long selfStalls,
    long logLinesDropped) {}
