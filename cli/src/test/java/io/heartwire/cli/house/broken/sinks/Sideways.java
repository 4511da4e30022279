package io.heartwire.cli.house.broken.sinks;

/** Breaks: a sink stands on the side of the server. */
public final class Sideways {
  Class<?> sideways = io.heartwire.cli.house.broken.client.Nosy.class;
}
