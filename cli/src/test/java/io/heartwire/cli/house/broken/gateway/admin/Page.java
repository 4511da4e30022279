package io.heartwire.cli.house.broken.gateway.admin;

/** Stands where all is read. */
public final class Page {
  Class<?> reads = io.heartwire.cli.house.broken.gateway.transport.Door.class;
}
