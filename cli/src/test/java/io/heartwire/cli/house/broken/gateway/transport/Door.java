package io.heartwire.cli.house.broken.gateway.transport;

/** Breaks: nobody knows the administration. */
public final class Door {
  Class<?> sideways = io.heartwire.cli.house.broken.gateway.admin.Page.class;
}
