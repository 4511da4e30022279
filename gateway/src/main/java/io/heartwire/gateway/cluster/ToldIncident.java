package io.heartwire.gateway.cluster;

import java.time.Instant;
import java.util.Optional;

/**
 * An incident as its gateway has told of it, which may not be there any more to show it.
 *
 * @param node which gateway had it
 * @param id its id there
 * @param data of the event by which it was told to have opened: a JSON object
 * @param lostAt when that gateway was last known to live, if it was lost while this was open: it
 *     was told to have ended then; empty: it is open by all that is known
 */
public record ToldIncident(String node, String id, String data, Optional<Instant> lostAt) {}
