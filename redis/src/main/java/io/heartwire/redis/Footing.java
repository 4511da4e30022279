package io.heartwire.redis;

/**
 * What all parts of an engine stand on.
 *
 * @param link to Redis
 * @param keys what is called how
 * @param tail what is known of the log
 * @param self this node
 */
record Footing(RedisLink link, Keys keys, LogTail tail, NodeLease self) {}
