package io.heartwire.cli.house.broken.wire;

/** Breaks: wire knows neither side of the protocol. */
public final class Upwards {
  Class<?> upwards = io.heartwire.cli.house.broken.client.Nosy.class;
}
