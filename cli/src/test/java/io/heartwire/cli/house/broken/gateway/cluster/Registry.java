package io.heartwire.cli.house.broken.gateway.cluster;

/** Breaks: an engine knows none of those that it serves, and presence speaks to it. */
public final class Registry {
  Class<?> upwards = io.heartwire.cli.house.broken.gateway.session.Judge.class;
  Class<?> itsSpeaker = io.heartwire.cli.house.broken.gateway.presence.Table.class;
}
