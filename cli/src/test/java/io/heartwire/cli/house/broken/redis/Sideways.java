package io.heartwire.cli.house.broken.redis;

/** Breaks: an engine stands on the side of the server. */
public final class Sideways {
  Class<?> sideways = io.heartwire.cli.house.broken.client.Nosy.class;
}
