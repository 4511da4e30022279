package io.heartwire.cli.house.broken.client;

/** Breaks: the client does not know the server. */
public final class Nosy {
  Class<?> sideways = io.heartwire.cli.house.broken.gateway.session.Judge.class;
}
