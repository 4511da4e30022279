package io.heartwire.cli.house.broken.gateway.presence;

/** Breaks: SQL stands behind the SPI. */
public final class Table {
  Class<?> sql = java.sql.Connection.class;
}
