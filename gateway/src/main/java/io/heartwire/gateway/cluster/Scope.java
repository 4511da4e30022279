package io.heartwire.gateway.cluster;

import java.util.Locale;

/**
 * Some of the clients.
 *
 * @param kind by what they are chosen
 * @param name of the listener, group or client; empty for all
 */
public record Scope(Kind kind, String name) {
  /** All clients. */
  public static final Scope ALL = new Scope(Kind.ALL, "");

  /** By what clients are chosen. */
  public enum Kind {
    /** Everybody. */
    ALL,
    /** Those of one listener. */
    LISTENER,
    /** Those of one group. */
    GROUP,
    /** One client. */
    CLIENT
  }

  /** Whether a client is among them. */
  public boolean concerns(String listener, String group, String client) {
    return switch (kind) {
      case ALL -> true;
      case LISTENER -> name.equals(listener);
      case GROUP -> name.equals(group);
      case CLIENT -> name.equals(client);
    };
  }

  @Override
  public String toString() {
    return kind == Kind.ALL ? "all" : kind.name().toLowerCase(Locale.ROOT) + " " + name;
  }
}
