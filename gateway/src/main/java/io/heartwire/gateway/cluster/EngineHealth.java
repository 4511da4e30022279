package io.heartwire.gateway.cluster;

import java.util.Optional;

/**
 * How well an engine works.
 *
 * @param waiting claims and releases that are not durable yet
 * @param problem why nothing becomes durable at present, with a remedy; empty if all is well
 * @param failures how often making something durable has failed, since the start
 * @param lost claims and releases that were given up because of a defect, since the start
 * @param commits transactions since the start
 */
public record EngineHealth(
    int waiting, Optional<String> problem, long failures, long lost, long commits) {}
