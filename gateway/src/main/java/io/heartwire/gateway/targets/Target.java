package io.heartwire.gateway.targets;

import io.heartwire.gateway.config.TargetConfig;

/**
 * Something that is asked whether it is there.
 *
 * @param name what it is called, in this gateway
 * @param kind why it is one
 * @param config where it is, how it is asked, how often
 */
public record Target(String name, TargetKind kind, TargetConfig config) {}
