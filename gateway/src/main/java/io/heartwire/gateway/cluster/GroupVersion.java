package io.heartwire.gateway.cluster;

import java.time.Instant;

/**
 * The version of the data that the members of a group have in common.
 *
 * @param group its name
 * @param version of two versions the greater is the newer; the first is 1
 * @param changed since when it is this one, by the wall clock
 */
public record GroupVersion(String group, long version, Instant changed) {}
